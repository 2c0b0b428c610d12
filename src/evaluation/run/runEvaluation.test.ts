import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openDiskFolder } from '../../../scripts/evaluate/diskFolder.ts';
import { EarmarkError } from '../../core/util/errors.ts';
import { openBenchmark } from '../benchmark/openBenchmark.ts';
import { buildReport } from '../report/buildReport.ts';
import { formatItemsCsv, formatReportMarkdown } from '../report/formatReport.ts';
import { createMemoryJournal } from './journal.ts';
import type { Journal } from './journal.ts';
import { benchmarkIdOf } from './evaluationPlan.ts';
import type { EvaluationPlan } from './evaluationPlan.ts';
import { runEvaluation } from './runEvaluation.ts';
import type { EvaluationProgress } from './runEvaluation.ts';
import type { Segmenter } from './segmenter.ts';
import { WHOLE_RUN } from './tasks.ts';
import { ABLATIONS, FULL_MODEL } from './variant.ts';
import type { Variant } from './variant.ts';

const TINY_BENCH = join(import.meta.dirname, '../../../tests/fixtures/evaluate/tiny-bench');
const MASK_SIDE = 16;

/** A simple model of its own: the middle of the picture is always it, unless words are off. */
const createDiscSegmenter = (onSegment: () => void = () => undefined): Segmenter => ({
  bundle: {
    name: 'middle',
    version: '1.0.0',
    thresholds: { mask: 0.5, presence: 0.5 },
    manifestHash: 'a',
  },
  provider: { provider: 'wasm', reason: 'asked', adapter: '', threads: 1 },
  open: async (media) => ({
    width: 320,
    height: 180,
    frameCount: media.kind === 'stills' ? media.frames.length : 1,
  }),
  segment: async (expression, { switches }, frames) => {
    if (expression.length > 60) throw new EarmarkError('long-expression', 'Too long.');
    onSegment();
    return frames.map((frameIndex) => ({
      frameIndex,
      presence: switches.words && !expression.includes('accordion') ? 0.9 : 0.1,
      cueWeights: { sound: 0, sight: 1, words: 0 },
      objectScores: [0.9],
      maskWidth: MASK_SIDE,
      maskHeight: MASK_SIDE,
      probability: Uint8Array.from({ length: MASK_SIDE ** 2 }, (_, index) => {
        const x = index % MASK_SIDE;
        return x > 3 + frameIndex && x < 12 ? 200 : 20;
      }),
    }));
  },
});

// Scoring is real work, perhaps on two busy cores.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tiny-bench-'));
  await cp(TINY_BENCH, folder, { recursive: true });
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const openPlan = async (variants: readonly Variant[] = [FULL_MODEL]): Promise<EvaluationPlan> => {
  const benchFolder = await openDiskFolder(folder);
  const benchmark = await openBenchmark(benchFolder);
  const splits = ['test_s', 'test_u', 'test_n'];
  const benchmarkId = await benchmarkIdOf(benchmark);
  return {
    benchmark,
    benchmarkId,
    folder: benchFolder,
    splits,
    limit: null,
    perClip: null,
    kinds: null,
    variants,
  };
};

type RunOptions = {
  readonly plan: EvaluationPlan;
  readonly journal?: Journal;
  readonly segmenter?: Segmenter;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: EvaluationProgress) => void;
};

const run = async ({
  plan,
  journal = createMemoryJournal(),
  segmenter = createDiscSegmenter(),
  signal = new AbortController().signal,
  onProgress = () => undefined,
}: RunOptions) => {
  await runEvaluation({
    plans: [plan],
    shard: WHOLE_RUN,
    segmenter,
    journal,
    renderFailure: null,
    refinePrediction: null,
    imageTools: null,
    onProgress,
    signal,
  });
  const { bundle, provider } = segmenter;
  return buildReport({ plan, bundle, provider, journal });
};

describe('a whole run', () => {
  test('every item is scored under every variant, in the order of the table', async () => {
    const plan = await openPlan([FULL_MODEL, ...ABLATIONS]);
    const progress: EvaluationProgress[] = [];
    const report = await run({ plan, onProgress: (one) => progress.push(one) });
    expect(report.counts).toEqual({ planned: 66, scored: 66, skipped: 0, notRun: 0 });
    expect(progress.at(-1)).toMatchObject({ done: 66, total: 66, resumed: 0, skipped: 0 });
    expect(report.items.slice(0, 3).map(({ id }) => id)).toEqual([
      'meadow-a_0_3000_dog_1',
      'meadow-a_0_3000_dog_2',
      'meadow-b_6000_9000_cow_1',
    ]);
    const [full, , noWords] = report.variants;
    const seenJ = full?.splits[0]?.summary.j ?? 0;
    expect(seenJ).toBeGreaterThan(0.2);
    expect(noWords?.splits[0]?.summary).toMatchObject({ j: 0, iou: 0, presenceAccuracy: 0 });
    // The accordion is rightly not found, the barking dog is.
    expect(full?.splits[2]?.summary).toMatchObject({ j: null, presenceAccuracy: 0.5 });
    expect(full?.splits[2]?.summary.s).toBeGreaterThan(0.4);
    expect(report.problems.map(({ kind }) => kind)).toEqual(['todo-row']);
    expect(noWords?.confusion.every(({ takenFor }) => takenFor === 'nothing')).toBe(true);
    // The middle of the picture is the sheep, also when the pig at its edge is asked for.
    expect(full?.confusion).toContainEqual({ thing: 'pig', takenFor: 'sheep', items: 2 });
    expect(report.failures[0]?.error).toBeGreaterThanOrEqual(report.failures[1]?.error ?? 1);
  });

  test('the report says what it is not, and every row of it', async () => {
    const report = await run({ plan: await openPlan() });
    const text = formatReportMarkdown(report, () => null);
    expect(text).toContain(
      'EEMC (authors) | 34.20 | 0.513 | 49.54 | 0.648 | 41.87 | 0.581 | 0.007',
    );
    expect(text).toContain('do not compare');
    expect(text).toContain('todo-row, sky');
    const csv = formatItemsCsv(report).trim().split('\r\n');
    expect(csv).toHaveLength(12);
    expect(csv[5]).toContain('"The horses, on the grass."');
  });
});

describe('going on after a stop', () => {
  test.each([1, 5, 11])('stopped after %i items, the report is the same', async (stopAfter) => {
    const plan = await openPlan();
    const whole = await run({ plan });
    const journal = createMemoryJournal();
    const controller = new AbortController();
    const stopped = run({
      plan,
      journal,
      signal: controller.signal,
      onProgress: ({ done }) => {
        if (done === stopAfter) controller.abort();
      },
    });
    if (stopAfter < 11) await expect(stopped).rejects.toMatchObject({ kind: 'aborted' });
    else await stopped;
    let segmented = 0;
    const resumed = await run({
      plan,
      journal,
      segmenter: createDiscSegmenter(() => {
        segmented += 1;
      }),
    });
    expect(segmented).toBe(11 - stopAfter);
    expect(resumed).toEqual(whole);
  });

  test.each([
    ['another version of the bundle', { version: '1.0.1' }],
    ['the same version with other weights', { manifestHash: 'b' }],
  ])('%s starts anew', async (_name, change) => {
    const plan = await openPlan();
    const journal = createMemoryJournal();
    await run({ plan, journal });
    let segmented = 0;
    const next = createDiscSegmenter(() => {
      segmented += 1;
    });
    const segmenter = { ...next, bundle: { ...next.bundle, ...change } };
    await run({ plan, journal, segmenter });
    expect(segmented).toBe(11);
  });
});

const mask = (name: string): string => join(folder, 'gt_mask/meadow-a_0_3000/fid_0', name);

describe('what cannot be read is named and left out', () => {
  const dogs = ['meadow-a_0_3000_dog_1', 'meadow-a_0_3000_dog_2'];

  test.each<readonly [string, string, () => Promise<void>]>([
    ['missing-mask', 'gt_mask/meadow-a_0_3000/fid_0/00001.png', () => rm(mask('00001.png'))],
    ['unreadable-mask', '00002.png', () => writeFile(mask('00002.png'), 'not a picture')],
    [
      'wrong-size',
      '20 x 10',
      () =>
        writeFile(
          mask('00000.png'),
          encode({ width: 20, height: 10, channels: 1, data: new Uint8Array(200) }),
        ),
    ],
    ['missing-sound', 'audio.wav', () => rm(join(folder, 'media/meadow-a_0_3000/audio.wav'))],
    ['missing-frames', 'Frame 1', () => rm(join(folder, 'media/meadow-a_0_3000/frames/1.jpg'))],
  ])('%s', async (kind, named, damage) => {
    await damage();
    const report = await run({ plan: await openPlan() });
    expect(report.counts).toEqual({ planned: 11, scored: 9, skipped: 2, notRun: 0 });
    const problems = report.problems.filter((problem) => problem.kind === kind);
    expect(problems.map(({ subject }) => subject)).toEqual(dogs);
    expect(problems[0]?.message).toContain(named);
    expect(report.variants[0]?.splits[0]?.summary.items).toBe(3);
    expect(report.items.map(({ id }) => id)).not.toContain(dogs[0]);
  });

  test('an empty split and an unknown column', async () => {
    const path = join(folder, 'metadata.csv');
    const lines = (await readFile(path, 'utf8')).split('\r\n');
    const [header, ...rows] = lines.filter((line) => line !== '' && !line.includes('test_n'));
    await writeFile(path, [`${header},mood`, ...rows.map((row) => `${row},good`)].join('\r\n'));
    const report = await run({ plan: await openPlan() });
    const named = report.problems.map(({ kind, subject }) => `${kind} ${subject}`);
    expect(named).toContain('unknown-column mood');
    expect(named).toContain('empty-split test_n');
    expect(report.variants[0]?.splits[2]?.summary).toMatchObject({ items: 0, s: null });
  });

  test('a sentence that the model refuses', async () => {
    const path = join(folder, 'metadata.csv');
    const table = await readFile(path, 'utf8');
    await writeFile(path, table.replace('The barking dog.', 'dog '.repeat(20)));
    const report = await run({ plan: await openPlan() });
    expect(report.problems).toContainEqual({
      kind: 'sentence-refused',
      subject: 'meadow-a_0_3000_dog_1',
      message: 'Too long.',
    });
    expect(report.counts.scored).toBe(10);
  });

  test('a lost device ends the run: the next item would fare no better', async () => {
    const lost: Segmenter = {
      ...createDiscSegmenter(),
      segment: () => Promise.reject(new EarmarkError('device-lost', 'Gone.')),
    };
    const journal = createMemoryJournal();
    const plan = await openPlan();
    await expect(run({ plan, journal, segmenter: lost })).rejects.toMatchObject({
      kind: 'device-lost',
    });
    expect((await run({ plan, journal })).counts.scored).toBe(11);
  });
});
