/**
 * A benchmark's files, wherever they are: a directory handle or a picked list of files in the page,
 * a folder on disk behind the command. Paths are relative, with forward slashes.
 */
export type BenchmarkFolder = {
  /** What a person knows the folder by. */
  readonly name: string;
  /** Names directly in a folder of the benchmark, in any order; none when there is no such folder. */
  list(path: string): Promise<readonly string[]>;
  /** The file, or null where there is none. */
  read(path: string): Promise<Blob | null>;
};

export const joinPath = (...parts: readonly string[]): string =>
  parts.filter((part) => part !== '').join('/');

/** Names of files numbered by their last digits, by number; others are left out. */
export const sortByFrameNumber = (names: readonly string[], extension: RegExp): string[] => {
  const numbered = names.flatMap((name) => {
    const number = /(\d+)\.[^.]+$/.exec(name)?.[1];
    return number !== undefined && extension.test(name) ? [{ name, number: Number(number) }] : [];
  });
  return numbered.toSorted((a, b) => a.number - b.number).map(({ name }) => name);
};

/** The number at the end of a file's name, before its extension; -1 when there is none. */
export const frameNumberOf = (name: string): number =>
  Number(/(\d+)\.[^.]+$/.exec(name)?.[1] ?? -1);

/** Splits by name, with how many items each has, in the order of the table. */
export const countSplits = (items: readonly { readonly split: string }[]): Map<string, number> => {
  const splits = new Map<string, number>();
  for (const { split } of items) splits.set(split, (splits.get(split) ?? 0) + 1);
  return splits;
};
