import { EarmarkError, throwIfAborted, toEarmarkError } from '../../core/errors.ts';
import type { ErrorKind } from '../../core/errors.ts';
import type { BenchItem } from '../benchmark/item.ts';
import { ItemFailure } from '../benchmark/problem.ts';
import type { ProblemKind } from '../benchmark/problem.ts';
import type { ItemRecord, ItemScore } from '../score/record.ts';
import { drawAnswer, scoreItem } from '../score/scoreItem.ts';
import type { AnsweredFrame } from '../score/scoreItem.ts';
import type { NamedTruth } from '../score/takenFor.ts';
import { createWorstItems, worstFrame } from './gallery.ts';
import type { PaintFailure } from './gallery.ts';
import { refineAll } from './refineAnswer.ts';
import type { RefineAnswer } from './refineAnswer.ts';
import { recordKey } from './journal.ts';
import type { Journal } from './journal.ts';
import { readItem, readMedia } from './readItem.ts';
import type { ReadItem } from './readItem.ts';
import type { OpenedMedia, Segmenter } from './segmenter.ts';
import { createMediaContext } from './mediaContext.ts';
import type { EvaluationPlan, PictureTools } from './plan.ts';
import { createSentencesOf, isInPart, tasksByClip } from './tasks.ts';
import type { RunPart, Task } from './tasks.ts';

export type EvaluationProgress = {
  readonly done: number;
  readonly total: number;
  /** Of those, the ones that an earlier run had done. */
  readonly resumed: number;
  readonly skipped: number;
  readonly itemId: string;
  /** Null until there is something to judge by. */
  readonly secondsLeft: number | null;
};

export type EvaluationRun = {
  /** Of one benchmark. */
  readonly plans: readonly EvaluationPlan[];
  readonly part: RunPart;
  readonly segmenter: Segmenter;
  readonly journal: Journal;
  readonly paintFailure: PaintFailure | null;
  /** For the first variant of each plan; null: the figures of refined masks are left out. */
  readonly refineAnswer: RefineAnswer | null;
  /** What conditions need of a canvas; without it those that do fail. */
  readonly pictures: PictureTools | null;
  readonly onProgress: (progress: EvaluationProgress) => void;
  readonly signal: AbortSignal;
};

/**
 * Runs every item that the journal does not have, clip by clip, so that a clip is seen and heard
 * once for all its sentences. Every item ends as a record: scored, or skipped with the reason.
 *
 * @throws EarmarkError `aborted`, with all records so far in the journal; those of the engine that
 *   no other item can mend
 */
export const runEvaluation = async (run: EvaluationRun): Promise<void> => {
  const { segmenter, journal, signal } = run;
  const clips = tasksByClip(run.plans).filter((_, place) => isInPart(place, run.part));
  const tally = createTally(clips.flat().length, run.onProgress);
  const worst = createWorstItems();
  const runner = createTaskRunner(run);
  for (const tasks of clips) {
    runner.forget();
    for (const task of tasks) {
      throwIfAborted(signal);
      const { plan, variant, item } = task;
      const key = recordKey({ ...segmenter, benchmarkId: plan.benchmarkId }, variant.id, item);
      const known = await journal.get(key);
      const { record, paint } =
        known === null ? await runner.run(task) : { record: known, paint: null };
      if (task.isFirst && record.kind === 'scored') {
        const { isIn, dropped } = worst.offer(key, record);
        const picture = isIn ? await paint?.() : undefined;
        if (picture !== undefined) await journal.putPicture(key, picture);
        if (dropped !== null && dropped !== key) await journal.deletePicture(dropped);
      }
      // Last: a run that is stopped before it does the item again, picture and all.
      if (known === null) await journal.put(key, record);
      tally.count(item.id, record, known !== null);
    }
  }
};

const createTally = (total: number, report: EvaluationRun['onProgress']) => {
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

type Ran = {
  readonly record: ItemRecord;
  /** Draws the item's worst frame while its clip is open. */
  readonly paint: (() => Promise<Blob | undefined>) | null;
};

type TaskRunner = {
  run(task: Task): Promise<Ran>;
  /** Lets go of the masks of the clip before. */
  forget(): void;
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

const failureOf = (thrown: unknown): { problem: ProblemKind; message: string } => {
  if (thrown instanceof ItemFailure) return { problem: thrown.kind, message: thrown.message };
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
  const { segmenter, paintFailure, signal } = evaluation;
  const sentencesOf = createSentencesOf();
  const read = new Map<string, Promise<ReadItem>>();
  let open: { readonly name: string; readonly media: OpenedMedia; readonly before: number } | null =
    null;

  const readOnce = ({ benchmark, folder }: EvaluationPlan, item: BenchItem): Promise<ReadItem> => {
    const name = JSON.stringify([item.split, item.id]);
    const reading = read.get(name) ?? readItem(benchmark, folder, item);
    read.set(name, reading);
    return reading;
  };

  const openFor = async ({ files }: ReadItem, { plan, item, variant }: Task) => {
    const { condition } = variant;
    const alters = condition?.media !== undefined;
    const name = JSON.stringify([files.media, alters ? condition.id : '']);
    if (open?.name === name) return open;
    open = null;
    const media = await readMedia(plan.folder, files, item.clip);
    const altered = (await condition?.media?.(
      media,
      item,
      createMediaContext(plan, evaluation.pictures, item),
    )) ?? {
      media,
      framesBefore: 0,
    };
    open = {
      name,
      media: await segmenter.open(altered.media, signal),
      before: altered.framesBefore,
    };
    return open;
  };

  /** Truths of all the clip's sentences; one that cannot be read is no thing to be taken for. */
  const thingsOf = async (
    { plan, item: { clip } }: Task,
    frames: readonly number[],
  ): Promise<NamedTruth[]> => {
    const things = await Promise.all(
      sentencesOf(plan.benchmark, clip).map(async (item) => {
        const ready = await readOnce(plan, item).catch(() => null);
        const maskOf = (frameIndex: number) =>
          ready?.truths.find((truth) => truth.frameIndex === frameIndex)?.mask ?? null;
        return { name: item.category ?? item.id, masks: frames.map(maskOf) };
      }),
    );
    return things;
  };

  const score = async (task: Task): Promise<Ran> => {
    const { plan, item, variant } = task;
    const ready = await readOnce(plan, item);
    const opened = await openFor(ready, task);
    const { width, height, frameCount } = opened.media;
    const frames = ready.truths.map(({ frameIndex, mask }) => {
      const place = frameIndex + opened.before;
      if (place >= frameCount) {
        throw new ItemFailure(
          'missing-frames',
          `A mask is of frame ${frameIndex}, which is missing.`,
        );
      }
      if (mask !== null && (mask.width !== width || mask.height !== height)) {
        const sizes = `${mask.width} x ${mask.height}, its frame ${width} x ${height}`;
        throw new ItemFailure('wrong-size', `The mask of frame ${frameIndex} is ${sizes}.`);
      }
      return { place, truth: mask ?? { width, height, pixels: new Uint8Array(width * height) } };
    });
    const expression = variant.condition?.sentence?.(item.expression, item) ?? item.expression;
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
      ? await refineAll(plain, segmenter.bundle.thresholds, evaluation)
      : plain;
    const things = await thingsOf(
      task,
      ready.truths.map(({ frameIndex }) => frameIndex),
    );
    const record = scoreItem(item, answered, segmenter.bundle.thresholds, things);
    return { record, paint: paintFailure && (() => paintWorst(record, answered, paintFailure)) };
  };

  const paintWorst = (
    record: ItemScore,
    answered: readonly AnsweredFrame[],
    paint: PaintFailure,
  ) => {
    const frameIndex = worstFrame(record);
    const frame = answered.find(({ answer }) => answer.frameIndex === frameIndex);
    if (frame === undefined) return Promise.resolve(undefined);
    return paint(frameIndex, frame.truth, drawAnswer(frame, segmenter.bundle.thresholds));
  };

  return {
    run: async (task) => {
      try {
        return await score(task);
      } catch (thrown) {
        throwIfAborted(signal);
        const { problem, message } = failureOf(thrown);
        const { id, split } = task.item;
        return { record: { kind: 'skipped', id, split, problem, message }, paint: null };
      }
    },
    forget: () => read.clear(),
  };
};
