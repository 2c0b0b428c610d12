import { createBenchmark } from '../benchmark.ts';
import type { Benchmark } from '../benchmark.ts';
import { sortByFrameNumber, joinPath, frameNumberOf } from '../benchmarkFolder.ts';
import type { BenchmarkFolder } from '../benchmarkFolder.ts';
import { REQUIRED_CUES, NO_ANNOTATIONS } from '../benchmarkItem.ts';
import type { BenchmarkItem, ItemAnnotations, ItemFiles } from '../benchmarkItem.ts';
import { parseCsv, readColumns } from '../parseCsv.ts';
import { ItemError } from '../benchmarkProblem.ts';
import type { BenchmarkProblem } from '../benchmarkProblem.ts';
import { QUERY_KINDS, classifyQuery } from '../queryKinds.ts';
import type { QueryKind } from '../queryKinds.ts';

const TABLE = 'metadata.csv';
const COLUMNS = ['vid', 'uid', 'split', 'fid', 'exp'] as const;
/** Of the benchmark that the project makes itself; all of them or none. */
const EARMARK_COLUMNS = ['kind', 'sources', 'needs'] as const;
const TODO_SPLIT = 'TODO';
const FRAME_FILE = /\.jpe?g$/i;

type RefAvsItem = BenchmarkItem & {
  /** What the official loader takes for the clip: the uid without its last two parts. */
  readonly uidClip: string;
  readonly fid: string;
};

/** The rows of metadata.csv, before any file is looked up. */
type RefAvsTable = {
  readonly items: readonly RefAvsItem[];
  readonly problems: readonly BenchmarkProblem[];
  /** Categories that occur in the train split. */
  readonly seenCategories: ReadonlySet<string>;
  /** Of the project's own benchmark: published figures are of other clips. */
  readonly isEarmarkBench: boolean;
};

/**
 * Reads the benchmark's table with its quirks: 25 rows of the split TODO, null ids
 * (`null_m-<vid>_null_1`), ids that occur twice, one row that holds an error message for a
 * sentence. The rows that cannot be used are named in `problems`.
 *
 * @throws BenchmarkError when it is no such table
 */
export const parseRefAvsTable = (text: string): RefAvsTable => {
  const table = parseCsv(text, TABLE);
  const isOwn = EARMARK_COLUMNS.every((column) => table.header.includes(column));
  const { rows, unknownColumns, badLines } = isOwn
    ? readColumns(table, [...COLUMNS, ...EARMARK_COLUMNS], TABLE)
    : readColumns(table, COLUMNS, TABLE);
  const problems: BenchmarkProblem[] = [
    ...unknownColumns.map((name) => ({
      kind: 'unknown-column' as const,
      subject: name,
      message: `${TABLE} has a column "${name}" that is not read.`,
    })),
    ...badLines.map(({ line, message }) => ({
      kind: 'bad-row' as const,
      subject: `${TABLE}:${line}`,
      message: `Line ${line} of ${TABLE} ${message}.`,
    })),
  ];
  const occurrences = new Map<string, number>();
  const items: RefAvsItem[] = [];
  for (const { line, cells } of rows) {
    const { vid, uid, split, fid, exp } = cells;
    const subject = uid === '' ? `${TABLE}:${line}` : uid;
    const own = readAnnotations(cells);
    const trouble = rowProblem(cells);
    if (trouble !== null || own === 'bad') {
      problems.push({ ...(trouble ?? BAD_ANNOTATIONS), subject });
      continue;
    }
    const count = (occurrences.get(uid) ?? 0) + 1;
    occurrences.set(uid, count);
    const category = categoryOf(vid, uid);
    items.push({
      // An id can come twice, with another query or the same: both are rows of the split.
      id: count === 1 ? uid : `${uid}~${count}`,
      split,
      clip: vid,
      uidClip: uid.split('_').slice(0, -2).join('_'),
      fid,
      query: exp,
      category: category === 'null' ? null : category,
      queryKinds: own?.kinds ?? classifyQuery(exp),
      ...(own?.facts ?? NO_ANNOTATIONS),
      isNull: category === 'null',
    });
  }
  const seen = items.flatMap(({ split, category }) =>
    split === 'train' && category !== null ? [category] : [],
  );
  return { items, problems, seenCategories: new Set(seen), isEarmarkBench: isOwn };
};

type Cells = Readonly<Record<(typeof COLUMNS)[number], string>>;

const BAD_ANNOTATIONS = {
  kind: 'bad-row',
  message: 'kind, sources or needs has a value that is not known.',
} as const;

/** Kind, sources and needs of a row; null in tables without these columns. */
const readAnnotations = (
  cells: Cells & Partial<Readonly<Record<(typeof EARMARK_COLUMNS)[number], string>>>,
): { readonly kinds: readonly QueryKind[]; readonly facts: ItemAnnotations } | 'bad' | null => {
  const { kind, sources, needs } = cells;
  if (kind === undefined || sources === undefined || needs === undefined) return null;
  const known = QUERY_KINDS.find((name) => name === kind);
  const needed = REQUIRED_CUES.find((name) => name === needs);
  if (known === undefined || needed === undefined || !/^\d$/.test(sources)) return 'bad';
  return { kinds: [known], facts: { sources: Number(sources), needs: needed } };
};

const rowProblem = ({
  vid,
  uid,
  split,
  fid,
  exp,
}: Cells): Omit<BenchmarkProblem, 'subject'> | null => {
  if (split === TODO_SPLIT) {
    return { kind: 'todo-row', message: 'The benchmark marks the row as TODO.' };
  }
  if (vid === '' || uid === '' || split === '' || !/^\d{1,4}$/.test(fid)) {
    return { kind: 'bad-row', message: 'vid, uid or split is empty, or fid is no number.' };
  }
  if (/[\\/]|^\.{1,2}$/.test(vid + uid)) {
    return { kind: 'bad-row', message: 'The row names a path.' };
  }
  if (exp.trim() === '' || exp.startsWith('[Error]')) {
    return { kind: 'broken-sentence', message: 'The row has no sentence.' };
  }
  return null;
};

/** `<vid>_<category>_<n>`; a null item's id begins with null_m- or null_c- instead. */
const categoryOf = (vid: string, uid: string): string => {
  if (/^null_[a-z]-/.test(uid)) return 'null';
  const rest = uid.startsWith(`${vid}_`) ? uid.slice(vid.length + 1) : uid;
  return rest.split('_').slice(0, -1).join('_');
};

/** Which rows count as the split test_u. */
export type UnseenRows = 'all-rows' | 'unseen-categories';

export type RefAvsOptions = {
  /**
   * test_u as the file has it (1,656 rows, as published code counts), or without its 202 rows of
   * categories that occur in train.
   */
  readonly unseenRows?: UnseenRows;
};

/** @throws BenchmarkError when metadata.csv is there but cannot be read as a table */
export const openRefAvs = async (
  folder: BenchmarkFolder,
  text: string,
  { unseenRows = 'all-rows' }: RefAvsOptions = {},
): Promise<Benchmark> => {
  const { items: all, problems, seenCategories, isEarmarkBench: isOwn } = parseRefAvsTable(text);
  const items = filterUnseen(all, seenCategories, unseenRows);
  return createBenchmark(
    { name: folder.name, layout: isOwn ? 'earmark' : 'ref-avs', problems },
    items,
    (item) => findFiles(folder, item),
  );
};

export const filterUnseen = (
  items: readonly RefAvsItem[],
  seenCategories: ReadonlySet<string>,
  unseenRows: UnseenRows,
): readonly RefAvsItem[] =>
  unseenRows === 'all-rows'
    ? items
    : items.filter(
        ({ split, category }) =>
          split !== 'test_u' || category === null || !seenCategories.has(category),
      );

const findFiles = async (folder: BenchmarkFolder, item: RefAvsItem): Promise<ItemFiles> => {
  // Null clips lie under the id's own name in the published download.
  const places = [...new Set([item.uidClip, item.clip])];
  for (const clip of places) {
    const media = joinPath('media', clip);
    const frames = sortByFrameNumber(await folder.list(joinPath(media, 'frames')), FRAME_FILE);
    if (frames.length === 0) continue;
    const gap = frames.findIndex((name, index) => frameNumberOf(name) !== index);
    if (gap !== -1) {
      throw new ItemError('missing-frames', `Frame ${gap} of ${media} is missing.`);
    }
    if (!(await folder.list(media)).includes('audio.wav')) {
      throw new ItemError('missing-sound', `There is no ${joinPath(media, 'audio.wav')}.`);
    }
    return {
      media: {
        kind: 'stills',
        framePaths: frames.map((name) => joinPath(media, 'frames', name)),
        audioPath: joinPath(media, 'audio.wav'),
      },
      groundTruth: await findMasks(folder, item, places, frames),
      groundTruthRule: { kind: 'nonzero' },
    };
  }
  throw new ItemError('missing-frames', `There are no frames in media/${item.clip}/frames.`);
};

const findMasks = async (
  folder: BenchmarkFolder,
  item: RefAvsItem,
  places: readonly string[],
  frames: readonly string[],
): Promise<ItemFiles['groundTruth']> => {
  let masks = '';
  let names: readonly string[] = [];
  for (const clip of places) {
    masks = joinPath('gt_mask', clip, `fid_${item.fid}`);
    names = await folder.list(masks);
    if (names.length > 0) break;
  }
  return frames.map((frame, frameIndex) => {
    const name = `${String(frameNumberOf(frame)).padStart(5, '0')}.png`;
    if (names.includes(name)) return { frameIndex, maskPath: joinPath(masks, name) };
    if (item.isNull && names.length === 0) return { frameIndex, maskPath: null };
    throw new ItemError('missing-mask', `There is no ${joinPath(masks, name)}.`);
  });
};
