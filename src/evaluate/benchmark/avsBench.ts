import * as v from 'valibot';
import type { BenchLayout, Benchmark } from './benchmark.ts';
import { byLastNumber, countSplits, joinPath, lastNumber } from './folder.ts';
import type { BenchFolder } from './folder.ts';
import { NO_FACTS } from './item.ts';
import type { BenchItem, ItemFiles, TruthRule } from './item.ts';
import { parseCsv, readColumns } from './parseCsv.ts';
import type { CsvColumns } from './parseCsv.ts';
import { BenchmarkError, ItemFailure } from './problem.ts';
import type { BenchProblem } from './problem.ts';
import { sentenceKinds } from './sentenceKinds.ts';

/** AVSBench has no sentences: the noun is the category, or what sounds where there are several. */
const SOUNDING = 'the sounding object';
const PICTURES = /\.(?:png|jpe?g)$/i;
const MASKS = /\.png$/i;

type AvsItem = BenchItem & {
  readonly framesFolder: string;
  readonly soundPath: string;
  readonly masksFolder: string;
  readonly truthRule: TruthRule;
};

/** Which table stands for which of the three sets. */
export const AVSBENCH_TABLES = {
  's4_meta_data.csv': 'avsbench-s4',
  'ms3_meta_data.csv': 'avsbench-ms3',
} as const satisfies Readonly<Record<string, BenchLayout>>;

/** `_ambulance_siren_` and `playing_ukulele` as words. */
const words = (category: string): string => category.replaceAll('_', ' ').trim();

const isSafe = (...names: readonly string[]): boolean =>
  names.every((name) => name !== '' && !/[\\/]|^\.{1,2}$/.test(name));

const tableProblems = (
  table: Pick<CsvColumns<string>, 'badLines'>,
  fileName: string,
): BenchProblem[] =>
  table.badLines.map(({ line, message }) => ({
    kind: 'bad-row',
    subject: `${fileName}:${line}`,
    message: `Line ${line} of ${fileName} ${message}.`,
  }));

const unsafeRow = (fileName: string, line: number): BenchProblem => ({
  kind: 'bad-row',
  subject: `${fileName}:${line}`,
  message: 'A name is empty or leads out of the folder.',
});

/** Single source: visual_frames/<split>/<category>/<name>/, masks and sound in the same way. */
export const openAvsBenchS4 = (folder: BenchFolder, text: string): Benchmark => {
  const file = 's4_meta_data.csv';
  const table = readColumns(parseCsv(text, file), ['name', 'category', 'split'], file);
  const problems = tableProblems(table, file);
  const items = table.rows.flatMap(({ line, cells }): AvsItem[] => {
    const { name, category, split } = cells;
    if (!isSafe(name, category, split)) {
      problems.push(unsafeRow(file, line));
      return [];
    }
    const expression = `the ${words(category)}`;
    return [
      {
        id: `${split}/${category}/${name}`,
        split,
        clip: name,
        expression,
        category,
        kinds: sentenceKinds(expression),
        ...NO_FACTS,
        isNull: false,
        framesFolder: joinPath('visual_frames', split, category, name),
        soundPath: joinPath('audio_wav', split, category, `${name}.wav`),
        masksFolder: joinPath('gt_masks', split, category, name),
        truthRule: { kind: 'nonzero' },
      },
    ];
  });
  return assemble(folder, 'avsbench-s4', items, problems);
};

/** Several sources, one mask of all that sounds. */
export const openAvsBenchMs3 = (folder: BenchFolder, text: string): Benchmark => {
  const file = 'ms3_meta_data.csv';
  const table = readColumns(parseCsv(text, file), ['video_id', 'split'], file);
  const problems = tableProblems(table, file);
  const items = table.rows.flatMap(({ line, cells }): AvsItem[] => {
    const { video_id: name, split } = cells;
    if (!isSafe(name, split)) {
      problems.push(unsafeRow(file, line));
      return [];
    }
    return [
      {
        id: `${split}/${name}`,
        split,
        clip: name,
        expression: SOUNDING,
        category: null,
        kinds: sentenceKinds(SOUNDING),
        ...NO_FACTS,
        isNull: false,
        framesFolder: joinPath('visual_frames', name),
        soundPath: joinPath('audio_wav', split, `${name}.wav`),
        masksFolder: joinPath('gt_masks', split, name),
        truthRule: { kind: 'nonzero' },
      },
    ];
  });
  return assemble(folder, 'avsbench-ms3', items, problems);
};

const labelTable = v.record(v.string(), v.pipe(v.number(), v.integer(), v.minValue(0)));

/** Semantic maps: an item for each object that a row names, its truth by its colour. */
export const openAvsBenchSemantic = (
  folder: BenchFolder,
  text: string,
  labelsText: string,
): Benchmark => {
  const file = 'metadata.csv';
  const table = readColumns(parseCsv(text, file), ['uid', 'label', 'a_obj', 'split'], file);
  const labels = readLabels(labelsText);
  const problems = tableProblems(table, file);
  const items = table.rows.flatMap(({ line, cells }): AvsItem[] => {
    const { uid, label, a_obj: objects, split } = cells;
    if (!isSafe(uid, label, split)) {
      problems.push(unsafeRow(file, line));
      return [];
    }
    return [...new Set(objects.split(/[,;]/).map((name) => name.trim()))].flatMap((category) => {
      const index = labels[category];
      if (index === undefined || index === 0) {
        problems.push({
          kind: 'bad-row',
          subject: `${file}:${line}`,
          message: `"${category}" is no object of label2idx.json.`,
        });
        return [];
      }
      const expression = `the ${words(category)}`;
      const clip = joinPath(label, uid);
      return [
        {
          id: `${clip}/${category}`,
          split,
          clip,
          expression,
          category,
          kinds: sentenceKinds(expression),
          ...NO_FACTS,
          isNull: false,
          framesFolder: joinPath(clip, 'frames'),
          soundPath: joinPath(clip, 'audio.wav'),
          masksFolder: joinPath(clip, 'labels_rgb'),
          truthRule: { kind: 'colour' as const, rgb: paletteColour(index) },
        },
      ];
    });
  });
  return assemble(folder, 'avsbench-semantic', items, problems);
};

const readLabels = (text: string): Readonly<Record<string, number>> => {
  try {
    return v.parse(labelTable, JSON.parse(text));
  } catch (error) {
    throw new BenchmarkError('label2idx.json does not map names to numbers.', error);
  }
};

/** The set's own palette, which is Pascal VOC's: three bits of the index a step, from the top. */
export const paletteColour = (index: number): [number, number, number] => {
  const colour: [number, number, number] = [0, 0, 0];
  for (let bit = 7, rest = index; rest > 0; bit -= 1, rest >>= 3) {
    colour[0] |= (rest & 1) << bit;
    colour[1] |= ((rest >> 1) & 1) << bit;
    colour[2] |= ((rest >> 2) & 1) << bit;
  }
  return colour;
};

const assemble = (
  folder: BenchFolder,
  layout: BenchLayout,
  items: readonly AvsItem[],
  problems: readonly BenchProblem[],
): Benchmark => {
  const byId = new Map(items.map((item) => [item.id, item]));
  return {
    name: folder.name,
    layout,
    splits: countSplits(items),
    problems,
    items: (split) => items.filter((item) => item.split === split),
    files: async ({ id }) => {
      const item = byId.get(id);
      if (item === undefined) throw new RangeError(`The benchmark has no item ${id}.`);
      return findFiles(folder, item);
    },
  };
};

const findFiles = async (folder: BenchFolder, item: AvsItem): Promise<ItemFiles> => {
  const frames = byLastNumber(await folder.list(item.framesFolder), PICTURES);
  if (frames.length === 0) {
    throw new ItemFailure('missing-frames', `There are no frames in ${item.framesFolder}.`);
  }
  const masks = byLastNumber(await folder.list(item.masksFolder), MASKS);
  if (masks.length === 0) {
    throw new ItemFailure('missing-mask', `There are no masks in ${item.masksFolder}.`);
  }
  const soundFolder = item.soundPath.split('/').slice(0, -1).join('/');
  if (!(await folder.list(soundFolder)).includes(item.soundPath.split('/').at(-1) ?? '')) {
    throw new ItemFailure('missing-sound', `There is no ${item.soundPath}.`);
  }
  const truth = masks.map((mask) => {
    const frameIndex = frames.findIndex((frame) => lastNumber(frame) === lastNumber(mask));
    if (frameIndex === -1) {
      throw new ItemFailure('missing-frames', `${mask} in ${item.masksFolder} has no frame.`);
    }
    return { frameIndex, maskPath: joinPath(item.masksFolder, mask) };
  });
  return {
    media: {
      kind: 'stills',
      framePaths: frames.map((name) => joinPath(item.framesFolder, name)),
      soundPath: item.soundPath,
    },
    truth,
    truthRule: item.truthRule,
  };
};
