import * as v from 'valibot';
import { createBenchmark } from '../benchmark.ts';
import type { BenchmarkLayout, Benchmark } from '../benchmark.ts';
import { sortByFrameNumber, joinPath, frameNumberOf } from '../benchmarkFolder.ts';
import type { BenchmarkFolder } from '../benchmarkFolder.ts';
import { NO_ANNOTATIONS } from '../benchmarkItem.ts';
import type { BenchmarkItem, ItemFiles, GroundTruthRule } from '../benchmarkItem.ts';
import { parseCsv, readColumns } from '../parseCsv.ts';
import type { CsvColumns } from '../parseCsv.ts';
import { BenchmarkError, ItemError } from '../benchmarkProblem.ts';
import type { BenchmarkProblem } from '../benchmarkProblem.ts';
import { classifyQuery } from '../queryKinds.ts';

/** AVSBench has no queries: they are made of the category, or ask for what sounds. */
const SOUNDING_OBJECT_QUERY = 'the sounding object';
const FRAME_FILE = /\.(?:png|jpe?g)$/i;
const MASK_FILE = /\.png$/i;

type AvsBenchItem = BenchmarkItem & {
  readonly framesFolder: string;
  readonly audioPath: string;
  readonly masksFolder: string;
  readonly groundTruthRule: GroundTruthRule;
};

/** `_ambulance_siren_` and `playing_ukulele` as words. */
const categoryNoun = (category: string): string => category.replaceAll('_', ' ').trim();

const areSafeNames = (...names: readonly string[]): boolean =>
  names.every((name) => name !== '' && !/[\\/]|^\.{1,2}$/.test(name));

const tableProblems = (
  table: Pick<CsvColumns<string>, 'badLines'>,
  fileName: string,
): BenchmarkProblem[] =>
  table.badLines.map(({ line, message }) => ({
    kind: 'bad-row',
    subject: `${fileName}:${line}`,
    message: `Line ${line} of ${fileName} ${message}.`,
  }));

const unsafeRowProblem = (fileName: string, line: number): BenchmarkProblem => ({
  kind: 'bad-row',
  subject: `${fileName}:${line}`,
  message: 'A name is empty or leads out of the folder.',
});

/** Single source: visual_frames/<split>/<category>/<name>/, masks and sound in the same way. */
export const openAvsBenchS4 = (folder: BenchmarkFolder, text: string): Benchmark => {
  const file = 's4_meta_data.csv';
  const table = readColumns(parseCsv(text, file), ['name', 'category', 'split'], file);
  const problems = tableProblems(table, file);
  const items = table.rows.flatMap(({ line, cells }): AvsBenchItem[] => {
    const { name, category, split } = cells;
    if (!areSafeNames(name, category, split)) {
      problems.push(unsafeRowProblem(file, line));
      return [];
    }
    const query = `the ${categoryNoun(category)}`;
    return [
      {
        id: `${split}/${category}/${name}`,
        split,
        clip: name,
        query: query,
        category,
        queryKinds: classifyQuery(query),
        ...NO_ANNOTATIONS,
        isNull: false,
        framesFolder: joinPath('visual_frames', split, category, name),
        audioPath: joinPath('audio_wav', split, category, `${name}.wav`),
        masksFolder: joinPath('gt_masks', split, category, name),
        groundTruthRule: { kind: 'nonzero' },
      },
    ];
  });
  return createAvsBenchmark(folder, 'avsbench-s4', items, problems);
};

/** Several sources, one mask of all that sounds. */
export const openAvsBenchMs3 = (folder: BenchmarkFolder, text: string): Benchmark => {
  const file = 'ms3_meta_data.csv';
  const table = readColumns(parseCsv(text, file), ['video_id', 'split'], file);
  const problems = tableProblems(table, file);
  const items = table.rows.flatMap(({ line, cells }): AvsBenchItem[] => {
    const { video_id: name, split } = cells;
    if (!areSafeNames(name, split)) {
      problems.push(unsafeRowProblem(file, line));
      return [];
    }
    return [
      {
        id: `${split}/${name}`,
        split,
        clip: name,
        query: SOUNDING_OBJECT_QUERY,
        category: null,
        queryKinds: classifyQuery(SOUNDING_OBJECT_QUERY),
        ...NO_ANNOTATIONS,
        isNull: false,
        framesFolder: joinPath('visual_frames', name),
        audioPath: joinPath('audio_wav', split, `${name}.wav`),
        masksFolder: joinPath('gt_masks', split, name),
        groundTruthRule: { kind: 'nonzero' },
      },
    ];
  });
  return createAvsBenchmark(folder, 'avsbench-ms3', items, problems);
};

const LabelTable = v.record(v.string(), v.pipe(v.number(), v.integer(), v.minValue(0)));

/** Semantic maps: an item for each object that a row names, its truth by its colour. */
export const openAvsBenchSemantic = (
  folder: BenchmarkFolder,
  text: string,
  labelsText: string,
): Benchmark => {
  const file = 'metadata.csv';
  const table = readColumns(parseCsv(text, file), ['uid', 'label', 'a_obj', 'split'], file);
  const labels = readLabels(labelsText);
  const problems = tableProblems(table, file);
  const items = table.rows.flatMap(({ line, cells }): AvsBenchItem[] => {
    const { uid, label, a_obj: objects, split } = cells;
    if (!areSafeNames(uid, label, split)) {
      problems.push(unsafeRowProblem(file, line));
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
      const query = `the ${categoryNoun(category)}`;
      const clip = joinPath(label, uid);
      return [
        {
          id: `${clip}/${category}`,
          split,
          clip,
          query,
          category,
          queryKinds: classifyQuery(query),
          ...NO_ANNOTATIONS,
          isNull: false,
          framesFolder: joinPath(clip, 'frames'),
          audioPath: joinPath(clip, 'audio.wav'),
          masksFolder: joinPath(clip, 'labels_rgb'),
          groundTruthRule: { kind: 'colour' as const, rgb: vocPaletteColour(index) },
        },
      ];
    });
  });
  return createAvsBenchmark(folder, 'avsbench-semantic', items, problems);
};

const readLabels = (text: string): Readonly<Record<string, number>> => {
  try {
    return v.parse(LabelTable, JSON.parse(text));
  } catch (error) {
    throw new BenchmarkError('label2idx.json does not map names to numbers.', error);
  }
};

/** The set's own palette, which is Pascal VOC's: three bits of the index a step, from the top. */
export const vocPaletteColour = (index: number): [number, number, number] => {
  const colour: [number, number, number] = [0, 0, 0];
  for (let bit = 7, rest = index; rest > 0; bit -= 1, rest >>= 3) {
    colour[0] |= (rest & 1) << bit;
    colour[1] |= ((rest >> 1) & 1) << bit;
    colour[2] |= ((rest >> 2) & 1) << bit;
  }
  return colour;
};

const createAvsBenchmark = (
  folder: BenchmarkFolder,
  layout: BenchmarkLayout,
  items: readonly AvsBenchItem[],
  problems: readonly BenchmarkProblem[],
): Benchmark => {
  return createBenchmark({ name: folder.name, layout, problems }, items, (item) =>
    findFiles(folder, item),
  );
};

const findFiles = async (folder: BenchmarkFolder, item: AvsBenchItem): Promise<ItemFiles> => {
  const frames = sortByFrameNumber(await folder.list(item.framesFolder), FRAME_FILE);
  if (frames.length === 0) {
    throw new ItemError('missing-frames', `There are no frames in ${item.framesFolder}.`);
  }
  const masks = sortByFrameNumber(await folder.list(item.masksFolder), MASK_FILE);
  if (masks.length === 0) {
    throw new ItemError('missing-mask', `There are no masks in ${item.masksFolder}.`);
  }
  const soundFolder = item.audioPath.split('/').slice(0, -1).join('/');
  if (!(await folder.list(soundFolder)).includes(item.audioPath.split('/').at(-1) ?? '')) {
    throw new ItemError('missing-sound', `There is no ${item.audioPath}.`);
  }
  const truth = masks.map((mask) => {
    const frameIndex = frames.findIndex((frame) => frameNumberOf(frame) === frameNumberOf(mask));
    if (frameIndex === -1) {
      throw new ItemError('missing-frames', `${mask} in ${item.masksFolder} has no frame.`);
    }
    return { frameIndex, maskPath: joinPath(item.masksFolder, mask) };
  });
  return {
    media: {
      kind: 'stills',
      framePaths: frames.map((name) => joinPath(item.framesFolder, name)),
      audioPath: item.audioPath,
    },
    groundTruth: truth,
    groundTruthRule: item.groundTruthRule,
  };
};
