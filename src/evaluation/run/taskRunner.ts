import { EarmarkError, throwIfAborted, toEarmarkError } from '../../core/util/errors.ts';
import type { ErrorKind } from '../../core/util/errors.ts';
import type { BenchmarkItem } from '../benchmark/benchmarkItem.ts';
import { ItemError } from '../benchmark/benchmarkProblem.ts';
import type { ProblemKind } from '../benchmark/benchmarkProblem.ts';
import type { ItemRecord, ItemScore } from '../scoring/itemRecord.ts';
import { thresholdPrediction, scoreItem } from '../scoring/scoreItem.ts';
import type { PredictedFrame } from '../scoring/scoreItem.ts';
import type { NamedGroundTruth } from '../scoring/predictedObject.ts';
import { worstFrameIndex } from './worstItems.ts';
import type { RenderFailure } from './worstItems.ts';
import { refinePredictions } from './refinePredictions.ts';
import type { RefinePrediction } from './refinePredictions.ts';
import { loadItem, loadMedia } from './loadItem.ts';
import type { LoadedItem } from './loadItem.ts';
import type { OpenedMedia, Segmenter } from './segmenter.ts';
import { createMediaContext } from './mediaContext.ts';
import type { EvaluationPlan, ImageTools } from './evaluationPlan.ts';
import { createClipItemLookup } from './tasks.ts';
import type { Task } from './tasks.ts';

/** What a run gives to each of its tasks. */
export type TaskRunnerDeps = {
  readonly segmenter: Segmenter;
  readonly renderFailure: RenderFailure | null;
  /** For the first variant of each plan; null: the figures of refined masks are left out. */
  readonly refinePrediction: RefinePrediction | null;
  /** What conditions need of a canvas; without it those that do fail. */
  readonly imageTools: ImageTools | null;
  readonly signal: AbortSignal;
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

type MediaOfTask = { readonly name: string; readonly media: OpenedMedia; readonly before: number };

/** Keeps the media of the last task open for the next one of the same media. */
const createMediaOpener = ({ segmenter, imageTools, signal }: TaskRunnerDeps) => {
  let open: MediaOfTask | null = null;
  return async ({ files }: LoadedItem, { plan, item, variant }: Task): Promise<MediaOfTask> => {
    const { condition } = variant;
    const alters = condition?.alterMedia !== undefined;
    const name = JSON.stringify([files.media, alters ? condition.id : '']);
    if (open?.name === name) return open;
    open = null;
    const media = await loadMedia(plan.folder, files, item.clip);
    const altered = (await condition?.alterMedia?.(
      media,
      item,
      createMediaContext(plan, imageTools, item),
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
};

/**
 * The frames that are asked for, with the ground truth of each: none is a mask without pixels.
 *
 * @throws ItemError `missing-frames`, `wrong-size`
 */
const placeGroundTruths = ({ groundTruths }: LoadedItem, { media, before }: MediaOfTask) => {
  const { width, height, frameCount } = media;
  return groundTruths.map(({ frameIndex, mask }) => {
    const place = frameIndex + before;
    if (place >= frameCount) {
      throw new ItemError('missing-frames', `A mask is of frame ${frameIndex}, which is missing.`);
    }
    if (mask !== null && (mask.width !== width || mask.height !== height)) {
      const sizes = `${mask.width} x ${mask.height}, its frame ${width} x ${height}`;
      throw new ItemError('wrong-size', `The mask of frame ${frameIndex} is ${sizes}.`);
    }
    return { place, truth: mask ?? { width, height, pixels: new Uint8Array(width * height) } };
  });
};

type ScoredTask = {
  readonly record: ItemScore;
  readonly answered: readonly PredictedFrame[];
  readonly thresholds: Segmenter['bundle']['thresholds'];
};

const paintWorst = (
  { record, answered, thresholds }: ScoredTask,
  paint: RenderFailure,
): Promise<Blob | undefined> => {
  const frameIndex = worstFrameIndex(record);
  const frame = answered.find(({ answer }) => answer.frameIndex === frameIndex);
  if (frame === undefined) return Promise.resolve(undefined);
  return paint(frameIndex, frame.truth, thresholdPrediction(frame, thresholds));
};

export const createTaskRunner = (evaluation: TaskRunnerDeps): TaskRunner => {
  const { segmenter, renderFailure: paintFailure, signal } = evaluation;
  const { thresholds } = segmenter.bundle;
  const itemsOfClip = createClipItemLookup();
  const read = new Map<string, Promise<LoadedItem>>();
  const openFor = createMediaOpener(evaluation);

  const readOnce = (
    { benchmark, folder }: EvaluationPlan,
    item: BenchmarkItem,
  ): Promise<LoadedItem> => {
    const name = JSON.stringify([item.split, item.id]);
    const reading = read.get(name) ?? loadItem(benchmark, folder, item);
    read.set(name, reading);
    return reading;
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
    const frames = placeGroundTruths(ready, opened);
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
    const answered = task.isFirst ? await refinePredictions(plain, thresholds, evaluation) : plain;
    const objects = await groundTruthsOf(
      task,
      ready.groundTruths.map(({ frameIndex }) => frameIndex),
    );
    const record = scoreItem(item, answered, thresholds, objects);
    return {
      record,
      renderFailure:
        paintFailure && (() => paintWorst({ record, answered, thresholds }, paintFailure)),
    };
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
