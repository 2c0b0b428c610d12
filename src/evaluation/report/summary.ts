import { F_THRESHOLD_COUNT, sFromPixelCounts } from '../metrics/officialMetrics.ts';
import { decodeCurve, itemJ, type FrameScore, type ItemScore } from '../scoring/itemRecord.ts';
import { OFFICIAL_MASK_PIXELS } from '../scoring/scoreItem.ts';

/** Clips a batch in the published test loop. */
const ITEMS_PER_BATCH = 4;

/** Figures of a set of items. Null: no item has what it is taken from. */
export type Summary = {
  readonly items: number;
  readonly frames: number;
  /**
   * J, F, S as the official loop averages them: over batches of four in the table's order. S is
   * given where every sentence refers to nothing, J and F elsewhere.
   */
  readonly j: number | null;
  readonly f: number | null;
  readonly s: number | null;
  /** Means over items, which do not depend on their order. */
  readonly itemJ: number | null;
  readonly itemS: number | null;
  /** Over frames with a truth, at the clip's own size. */
  readonly iou: number | null;
  readonly boundaryF: number | null;
  /** The same of masks with refined edges. */
  readonly refinedIou: number | null;
  readonly refinedBoundaryF: number | null;
  /** Share of frames with a truth on which the largest part of the mask is it, by IoU. */
  readonly topOne: number | null;
  /** The same of one of the two largest parts. */
  readonly topTwo: number | null;
  /** Share of frames on which "here" or "not here" is right. */
  readonly presenceAccuracy: number | null;
  /** ROC-AUC of presence: frames with the object against frames without. */
  readonly presenceAuc: number | null;
  /** Predicted share of the picture on frames with an empty ground truth. */
  readonly falsePositiveArea: number | null;
  readonly stability: number | null;
  /** Mean presence of frames. */
  readonly presence: number | null;
  /** Mean of the second object score over the best: near 1 where two instances compete. */
  readonly runnerUp: number | null;
};

export type SummaryBuilder = {
  /** In the order of the table. */
  add(score: ItemScore): void;
  build(): Summary;
};

/** Least IoU of a mask on the right object. */
const MIN_CORRECT_IOU = 0.5;

/** 1 or 0; null where it is undefined. */
export const isCorrect = (iou: number | null): number | null =>
  iou === null ? null : Number(iou >= MIN_CORRECT_IOU);

type RunningMean = { add(value: number | null): void; readonly value: number | null };

const createRunningMean = (): RunningMean => {
  let sum = 0;
  let count = 0;
  return {
    add: (value) => {
      if (value === null) return;
      sum += value;
      count += 1;
    },
    get value() {
      return count === 0 ? null : sum / count;
    },
  };
};

/** The mean of `full` batches and of the last one, if there is one. */
const includeLastBatch = (
  mean: number | null,
  full: number,
  last: number | null,
): number | null => {
  if (last === null) return mean;
  return mean === null ? last : (mean * full + last) / (full + 1);
};

/** Sums up items one at a time; what it holds does not grow with their number, presences aside. */
export const createSummaryBuilder = (): SummaryBuilder => {
  const means = {
    j: createRunningMean(),
    f: createRunningMean(),
    s: createRunningMean(),
    itemJ: createRunningMean(),
    itemS: createRunningMean(),
    iou: createRunningMean(),
    boundaryF: createRunningMean(),
    refinedIou: createRunningMean(),
    refinedBoundaryF: createRunningMean(),
    topOne: createRunningMean(),
    topTwo: createRunningMean(),
    presenceAccuracy: createRunningMean(),
    falsePositiveArea: createRunningMean(),
    stability: createRunningMean(),
    presence: createRunningMean(),
    runnerUp: createRunningMean(),
  };
  const presences: { readonly there: number[]; readonly absent: number[] } = {
    there: [],
    absent: [],
  };
  let items = 0;
  let nullItems = 0;
  let frames = 0;
  let batch: ItemScore[] = [];

  const addFrame = (frame: FrameScore): void => {
    const isThere = frame.truthShare > 0;
    means.iou.add(frame.iou);
    means.presence.add(frame.presence);
    means.runnerUp.add(frame.bestScore === 0 ? null : frame.secondScore / frame.bestScore);
    means.boundaryF.add(frame.boundaryF);
    means.refinedIou.add(frame.refinedIou);
    means.refinedBoundaryF.add(frame.refinedBoundaryF);
    means.topOne.add(isCorrect(frame.firstPartIou));
    means.topTwo.add(isCorrect(frame.bestPartIou));
    means.presenceAccuracy.add(Number(frame.isAnswered === isThere));
    if (!isThere) means.falsePositiveArea.add(frame.answerShare);
    (isThere ? presences.there : presences.absent).push(frame.presence);
  };

  const withBatch = (last: readonly ItemScore[]): Pick<Summary, 'j' | 'f' | 's'> => {
    const full = Math.floor(items / ITEMS_PER_BATCH);
    if (items > 0 && nullItems === items) {
      return { j: null, f: null, s: includeLastBatch(means.s.value, full, batchS(last)) };
    }
    return {
      j: includeLastBatch(means.j.value, full, batchJ(last)),
      f: includeLastBatch(means.f.value, full, batchF(last)),
      s: null,
    };
  };

  return {
    add: (score) => {
      items += 1;
      nullItems += Number(score.isNull);
      frames += score.frames.length;
      for (const frame of score.frames) addFrame(frame);
      means.itemJ.add(score.isNull ? null : itemJ(score));
      means.itemS.add(
        score.isNull
          ? sFromPixelCounts(score.nullPixels, score.frames.length * OFFICIAL_MASK_PIXELS)
          : null,
      );
      means.stability.add(score.stability);
      batch.push(score);
      if (batch.length === ITEMS_PER_BATCH) {
        means.j.add(batchJ(batch));
        means.f.add(batchF(batch));
        means.s.add(batchS(batch));
        batch = [];
      }
    },
    build: () => ({
      items,
      frames,
      ...withBatch(batch),
      itemJ: means.itemJ.value,
      itemS: means.itemS.value,
      iou: means.iou.value,
      boundaryF: means.boundaryF.value,
      refinedIou: means.refinedIou.value,
      refinedBoundaryF: means.refinedBoundaryF.value,
      topOne: means.topOne.value,
      topTwo: means.topTwo.value,
      presenceAccuracy: means.presenceAccuracy.value,
      presenceAuc: rocAuc(presences.there, presences.absent),
      falsePositiveArea: means.falsePositiveArea.value,
      stability: means.stability.value,
      presence: means.presence.value,
      runnerUp: means.runnerUp.value,
    }),
  };
};

/** Mean over all frames of the batch. */
const batchJ = (batch: readonly ItemScore[]): number | null => {
  const frames = batch.flatMap((score) => score.frames);
  return frames.length === 0 ? null : frames.reduce((sum, { j }) => sum + j, 0) / frames.length;
};

/** The mean curve of the batch at its best threshold; 0 when every truth is empty, as published. */
const batchF = (batch: readonly ItemScore[]): number | null => {
  if (batch.length === 0) return null;
  const sum = new Float64Array(F_THRESHOLD_COUNT);
  let frames = 0;
  for (const { fCurveSum, fFrames } of batch) {
    if (fCurveSum === null) continue;
    decodeCurve(fCurveSum).forEach((value, index) => {
      sum[index] = (sum[index] ?? 0) + value;
    });
    frames += fFrames;
  }
  return frames === 0 ? 0 : Math.max(...sum) / frames;
};

/** The root is taken of all pixels of the batch together. */
const batchS = (batch: readonly ItemScore[]): number | null => {
  const frames = batch.reduce((sum, score) => sum + score.frames.length, 0);
  const drawn = batch.reduce((sum, score) => sum + score.nullPixels, 0);
  return frames === 0 ? null : sFromPixelCounts(drawn, frames * OFFICIAL_MASK_PIXELS);
};

/** Probability that a value of `there` is above one of `absent`; ties count half. */
export const rocAuc = (there: readonly number[], absent: readonly number[]): number | null => {
  if (there.length === 0 || absent.length === 0) return null;
  const all = [
    ...there.map((value) => ({ value, isThere: true })),
    ...absent.map((value) => ({ value, isThere: false })),
  ].toSorted((a, b) => a.value - b.value);
  let rankSum = 0;
  for (let start = 0; start < all.length; ) {
    let end = start;
    while (end < all.length && all[end]?.value === all[start]?.value) end += 1;
    // Ranks from 1; equal values share the middle one.
    const rank = (start + 1 + end) / 2;
    for (let index = start; index < end; index++) rankSum += all[index]?.isThere ? rank : 0;
    start = end;
  }
  const pairs = there.length * absent.length;
  return (rankSum - (there.length * (there.length + 1)) / 2) / pairs;
};
