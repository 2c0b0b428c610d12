import { safeName } from '../../core/util/safeName.ts';

/** Names of objects fit for folders and files, each different from the others. */
export const objectFileNames = (names: readonly string[]): readonly string[] => {
  const taken = new Set<string>();
  return names.map((name) => {
    const base = safeName(name.replaceAll(/[^\p{L}\p{M}\p{N}_]+/gu, '-'));
    let unique = base;
    for (let number = 2; taken.has(unique.toLowerCase()); number++) {
      unique = `${base}-${number}`;
    }
    taken.add(unique.toLowerCase());
    return unique;
  });
};
