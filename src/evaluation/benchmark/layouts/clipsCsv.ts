import { createBenchmark } from '../benchmark.ts';
import type { Benchmark } from '../benchmark.ts';
import { sortByFrameNumber, joinPath, frameNumberOf } from '../benchmarkFolder.ts';
import type { BenchmarkFolder } from '../benchmarkFolder.ts';
import { NO_ANNOTATIONS } from '../benchmarkItem.ts';
import type { BenchmarkItem, ItemFiles } from '../benchmarkItem.ts';
import { parseCsv, readColumns } from '../parseCsv.ts';
import { ItemError } from '../benchmarkProblem.ts';
import type { BenchmarkProblem } from '../benchmarkProblem.ts';
import { classifyQuery } from '../queryKinds.ts';

/** A folder of one's own: each row of clips.csv names a clip, a query and the folder of its masks. */
export const CLIPS_CSV = 'clips.csv';
const COLUMNS = ['clip', 'expression', 'masks'] as const;
const OPTIONAL_COLUMNS = ['split', 'category'] as const;
const DEFAULT_SPLIT = 'all';

type ClipsCsvItem = BenchmarkItem & { readonly masksFolder: string };

/** A relative path inside of the folder, without `..`. */
const isInside = (path: string): boolean =>
  path !== '' && !/^[\\/]|^[a-z]:|\\|(?:^|\/)\.{1,2}(?:\/|$)/i.test(path);

/**
 * Columns: clip (a video file, or a folder of pictures at one a second with audio.wav beside them),
 * expression, masks (a folder of PNGs whose names end with the frame's number from 0; empty: the
 * query refers to nothing, every frame counts), and optionally split and category.
 *
 * @throws BenchmarkError when a column is missing
 */
export const openClipsCsv = (folder: BenchmarkFolder, text: string): Benchmark => {
  const table = parseCsv(text, CLIPS_CSV);
  const optional = OPTIONAL_COLUMNS.filter((name) => table.header.includes(name));
  const columns = readColumns(table, [...COLUMNS, ...optional], CLIPS_CSV);
  const problems: BenchmarkProblem[] = [
    ...columns.unknownColumns.map((name) => ({
      kind: 'unknown-column' as const,
      subject: name,
      message: `${CLIPS_CSV} has a column "${name}" that is not read.`,
    })),
    ...columns.badLines.map(({ line, message }) => ({
      kind: 'bad-row' as const,
      subject: `${CLIPS_CSV}:${line}`,
      message: `Line ${line} of ${CLIPS_CSV} ${message}.`,
    })),
  ];
  const items: ClipsCsvItem[] = [];
  for (const { line, cells } of columns.rows) {
    const { clip, expression, masks, split, category } = cells;
    const subject = `${CLIPS_CSV}:${line}`;
    if (!isInside(clip) || (masks !== '' && !isInside(masks))) {
      problems.push({ kind: 'bad-row', subject, message: 'clip and masks are paths inside.' });
    } else if (expression.trim() === '') {
      problems.push({ kind: 'broken-sentence', subject, message: 'The row has no sentence.' });
    } else {
      items.push({
        id: `line-${line}`,
        split: split || DEFAULT_SPLIT,
        clip: clip.replace(/\/$/, ''),
        query: expression,
        category: category || null,
        queryKinds: classifyQuery(expression),
        ...NO_ANNOTATIONS,
        isNull: masks === '',
        masksFolder: masks.replace(/\/$/, ''),
      });
    }
  }
  return createBenchmark({ name: folder.name, layout: 'plain', problems }, items, (item) =>
    findFiles(folder, item),
  );
};

const findFiles = async (folder: BenchmarkFolder, item: ClipsCsvItem): Promise<ItemFiles> => {
  const media = await findMedia(folder, item.clip);
  const names = await folder.list(item.masksFolder);
  const masks = item.isNull ? [] : sortByFrameNumber(names, /\.png$/i);
  if (masks.length === 0 && !item.isNull) {
    throw new ItemError('missing-mask', `There are no masks in ${item.masksFolder}.`);
  }
  return {
    media,
    groundTruth: item.isNull
      ? nullItemFrames(media)
      : masks.map((name) => ({
          frameIndex: frameNumberOf(name),
          maskPath: joinPath(item.masksFolder, name),
        })),
    groundTruthRule: { kind: 'nonzero' },
  };
};

/** Every still; of a video only the first frame, because its length is not known here. */
const nullItemFrames = (media: ItemFiles['media']): ItemFiles['groundTruth'] =>
  (media.kind === 'stills' ? media.framePaths : ['']).map((_, frameIndex) => ({
    frameIndex,
    maskPath: null,
  }));

const findMedia = async (folder: BenchmarkFolder, clip: string): Promise<ItemFiles['media']> => {
  const names = await folder.list(clip);
  const frames = sortByFrameNumber(names, /\.(?:png|jpe?g|webp)$/i);
  if (frames.length > 0) {
    return {
      kind: 'stills',
      framePaths: frames.map((name) => joinPath(clip, name)),
      audioPath: names.includes('audio.wav') ? joinPath(clip, 'audio.wav') : null,
    };
  }
  const slash = clip.lastIndexOf('/');
  if (!(await folder.list(clip.slice(0, Math.max(slash, 0)))).includes(clip.slice(slash + 1))) {
    throw new ItemError('missing-frames', `There is no clip ${clip}.`);
  }
  return { kind: 'video', path: clip };
};
