import { EarmarkError, throwIfAborted, toEarmarkError } from '../../core/util/errors.ts';
import type { ErrorKind } from '../../core/util/errors.ts';
import type { BenchmarkItem } from '../benchmark/benchmarkItem.ts';
import { ItemError } from '../benchmark/benchmarkProblem.ts';
import type { ProblemKind } from '../benchmark/benchmarkProblem.ts';
import type { ItemRecord, ItemScore } from '../scoring/itemRecord.ts';
import { thresholdPrediction, scoreItem } from '../scoring/scoreItem.ts';
import type { PredictedFrame } from '../scoring/scoreItem.ts';
import type { NamedGroundTruth } from '../scoring/predictedObject.ts';
import { createWorstItems, worstFrameIndex } from './worstItems.ts';
import type { RenderFailure } from './worstItems.ts';
import { refinePredictions } from './refinePredictions.ts';
import type { RefinePrediction } from './refinePredictions.ts';
import { recordKey } from './journal.ts';
import type { Journal } from './journal.ts';
import { loadItem, loadMedia } from './loadItem.ts';
import type { LoadedItem } from './loadItem.ts';
import type { OpenedMedia, Segmenter } from './segmenter.ts';
import { createMediaContext } from './mediaContext.ts';
import type { EvaluationPlan, ImageTools } from './evaluationPlan.ts';
import { createClipItemLookup, isInShard, tasksByClip } from './tasks.ts';
import type { RunShard, Task } from './tasks.ts';

export type EvaluationProgress = {
  readonly done: number;
  readonly total: number;
  /** Of those, the ones that an earlier run had done. */
  readonly resumed: number;
  readonly skipped: number;
  readonly itemId: string;
  /** Null until it can be estimated. */
  readonly secondsLeft: number | null;
};

type EvaluationRun = {
  /** Of one benchmark. */
  readonly plans: readonly EvaluationPlan[];
  readonly shard: RunShard;
  readonly segmenter: Segmenter;
  readonly journal: Journal;
  readonly renderFailure: RenderFailure | null;
  /** For the first variant of each plan; null: the figures of refined masks are left out. */
  readonly refinePrediction: RefinePrediction | null;
  /** What conditions need of a canvas; without it those that do fail. */
  readonly imageTools: ImageTools | null;
  readonly onProgress: (progress: EvaluationProgress) => void;
  readonly signal: AbortSignal;
};

/**
 * Runs every item that the journal does not have, clip by clip, so that a clip is encoded once for
 * all of its queries. Every item ends as a record: scored, or skipped with the reason.
 *
 * @throws EarmarkError `aborted`, with all records so far in the journal; those of the engine that
 *   no other item can mend
 */
export const runEvaluation = async (run: EvaluationRun): Promise<void> => {
  const { segmenter, journal, signal } = run;
  const clips = tasksByClip(run.plans).filter((_, place) => isInShard(place, run.shard));
  const tally = createProgressCounter(clips.flat().length, run.onProgress);
  const worst = createWorstItems();
  const runner = createTaskRunner(run);
  for (const tasks of clips) {
    runner.clearCache();
    for (const task of tasks) {
      throwIfAborted(signal);
      const { plan, variant, item } = task;
      const key = recordKey({ ...segmenter, benchmarkId: plan.benchmarkId }, variant.id, item);
      const known = await journal.get(key);
      const { record, renderFailure: paint } =
        known === null ? await runner.run(task) : { record: known, renderFailure: null };
      if (task.isFirst && record.kind === 'scored') {
        const { isIn, dropped } = worst.offer(key, record);
        const picture = isIn ? await paint?.() : undefined;
        if (picture !== undefined) await journal.putImage(key, picture);
        if (dropped !== null && dropped !== key) await journal.deleteImage(dropped);
      }
      // Last: a run that is stopped earlier repeats the item with its picture.
      if (known === null) await journal.put(key, record);
      tally.count(item.id, record, known !== null);
    }
  }
};

const createProgressCounter = (total: number, report: EvaluationRun['onProgress']) => {
  const start = performance.now();
  let done = 0;
  let resumed = 0;
  let skipped = 0;
  return {
    count: (itemId: string, record: ItemRecord, wasKnown: boolean): void => {
      done += 1;
      resumed += Number(wasKnown);
      skipped += Number(record.kind === 'skipped');
      const computed = done - resumed;
      const seconds = (performance.now() - start) / 1000;
      const secondsLeft = computed === 0 ? null : (seconds / computed) * (total - done);
      report({ done, total, resumed, skipped, itemId, secondsLeft });
    },
  };
};

type TaskOutcome = {
  readonly record: ItemRecord;
  /** Draws the item's worst frame while its clip is open. */
  readonly renderFailure: (() => Promise<Blob | undefined>) | null;
};

type TaskRunner = {
  run(task: Task): Promise<TaskOutcome>;
  /** Lets go of the masks of the clip before. */
  clearCache(): void;
};

/** Which kinds of failure concern one item, and how they are called; others end the run. */
const ITEM_PROBLEMS: Partial<Record<ErrorKind, ProblemKind>> = {
  corrupt: 'unreadable-frame',
  'empty-file': 'unreadable-frame',
  'unsupported-container': 'unreadable-frame',
  'unsupported-codec': 'unreadable-frame',
  'no-video': 'unreadable-frame',
  'too-large': 'unreadable-frame',
  'empty-expression': 'sentence-refused',
  'long-expression': 'sentence-refused',
  internal: 'model-failed',
};

const describeFailure = (thrown: unknown): { problem: ProblemKind; message: string } => {
  if (thrown instanceof ItemError) return { problem: thrown.kind, message: thrown.message };
  const error = toEarmarkError(thrown);
  const problem = ITEM_PROBLEMS[error.kind];
  if (problem === undefined) throw error;
  const { fileName } = error.facts;
  return {
    problem,
    message: fileName === undefined ? error.message : `${fileName}: ${error.message}`,
  };
};

const createTaskRunner = (evaluation: EvaluationRun): TaskRunner => {
  const { segmenter, renderFailure: paintFailure, signal } = evaluation;
  const itemsOfClip = createClipItemLookup();
  const read = new Map<string, Promise<LoadedItem>>();
  let open: { readonly name: string; readonly media: OpenedMedia; readonly before: number } | null =
    null;

  const readOnce = (
    { benchmark, folder }: EvaluationPlan,
    item: BenchmarkItem,
  ): Promise<LoadedItem> => {
    const name = JSON.stringify([item.split, item.id]);
    const reading = read.get(name) ?? loadItem(benchmark, folder, item);
    read.set(name, reading);
    return reading;
  };

  const openFor = async ({ files }: LoadedItem, { plan, item, variant }: Task) => {
    const { condition } = variant;
    const alters = condition?.alterMedia !== undefined;
    const name = JSON.stringify([files.media, alters ? condition.id : '']);
    if (open?.name === name) return open;
    open = null;
    const media = await loadMedia(plan.folder, files, item.clip);
    const altered = (await condition?.alterMedia?.(
      media,
      item,
      createMediaContext(plan, evaluation.imageTools, item),
    )) ?? {
      media,
      prependedFrames: 0,
    };
    open = {
      name,
      media: await segmenter.open(altered.media, signal),
      before: altered.prependedFrames,
    };
    return open;
  };

  /** Ground truths of all queries of the clip, without those that cannot be read. */
  const groundTruthsOf = async (
    { plan, item: { clip } }: Task,
    frames: readonly number[],
  ): Promise<NamedGroundTruth[]> => {
    const objects = await Promise.all(
      itemsOfClip(plan.benchmark, clip).map(async (item) => {
        const ready = await readOnce(plan, item).catch(() => null);
        const maskOf = (frameIndex: number) =>
          ready?.groundTruths.find((truth) => truth.frameIndex === frameIndex)?.mask ?? null;
        return { name: item.category ?? item.id, masks: frames.map(maskOf) };
      }),
    );
    return objects;
  };

  const score = async (task: Task): Promise<TaskOutcome> => {
    const { plan, item, variant } = task;
    const ready = await readOnce(plan, item);
    const opened = await openFor(ready, task);
    const { width, height, frameCount } = opened.media;
    const frames = ready.groundTruths.map(({ frameIndex, mask }) => {
      const place = frameIndex + opened.before;
      if (place >= frameCount) {
        throw new ItemError(
          'missing-frames',
          `A mask is of frame ${frameIndex}, which is missing.`,
        );
      }
      if (mask !== null && (mask.width !== width || mask.height !== height)) {
        const sizes = `${mask.width} x ${mask.height}, its frame ${width} x ${height}`;
        throw new ItemError('wrong-size', `The mask of frame ${frameIndex} is ${sizes}.`);
      }
      return { place, truth: mask ?? { width, height, pixels: new Uint8Array(width * height) } };
    });
    const expression = variant.condition?.alterQuery?.(item.query, item) ?? item.query;
    const places = frames.map(({ place }) => place);
    const answers = await segmenter.segment(expression, variant, places, signal);
    const plain = frames.map(({ place, truth }, index) => {
      const answer = answers[index];
      if (answer?.frameIndex !== place) {
        throw new EarmarkError('internal', `The engine gave no mask of frame ${place}.`);
      }
      return { truth, answer, refined: null };
    });
    const answered = task.isFirst
      ? await refinePredictions(plain, segmenter.bundle.thresholds, evaluation)
      : plain;
    const objects = await groundTruthsOf(
      task,
      ready.groundTruths.map(({ frameIndex }) => frameIndex),
    );
    const record = scoreItem(item, answered, segmenter.bundle.thresholds, objects);
    return {
      record,
      renderFailure: paintFailure && (() => paintWorst(record, answered, paintFailure)),
    };
  };

  const paintWorst = (
    record: ItemScore,
    answered: readonly PredictedFrame[],
    paint: RenderFailure,
  ) => {
    const frameIndex = worstFrameIndex(record);
    const frame = answered.find(({ answer }) => answer.frameIndex === frameIndex);
    if (frame === undefined) return Promise.resolve(undefined);
    return paint(frameIndex, frame.truth, thresholdPrediction(frame, segmenter.bundle.thresholds));
  };

  return {
    run: async (task) => {
      try {
        return await score(task);
      } catch (thrown) {
        throwIfAborted(signal);
        const { problem, message } = describeFailure(thrown);
        const { id, split } = task.item;
        return { record: { kind: 'skipped', id, split, problem, message }, renderFailure: null };
      }
    },
    clearCache: () => read.clear(),
  };
};
