import { frameState } from '../../core/model/frameState.ts';
import { maskArea, maskIou } from '../../core/mask/maskStatistics.ts';
import { upsampleMask } from '../../core/mask/upsampleMask.ts';
import type { FrameMask } from '../../protocol/requests.ts';
import type { BenchmarkItem } from '../benchmark/benchmarkItem.ts';
import {
  OFFICIAL_MASK_SIZE,
  resizeProbabilityMap,
  resizeGroundTruth,
} from '../metrics/officialResize.ts';
import { boundaryF } from '../metrics/boundaryF.ts';
import {
  F_THRESHOLD_COUNT,
  frameFCurve,
  frameJ,
  countNullPixels,
} from '../metrics/officialMetrics.ts';
import type { BinaryMask } from '../metrics/groundTruthMask.ts';
import { componentIous } from './largestComponents.ts';
import { predictedObject } from './predictedObject.ts';
import type { NamedGroundTruth } from './predictedObject.ts';
import { encodeCurve } from './itemRecord.ts';
import type { FrameScore, ItemScore } from './itemRecord.ts';

export type Thresholds = { readonly mask: number; readonly presence: number };

/** A frame's truth and what was answered. */
export type PredictedFrame = {
  readonly truth: BinaryMask;
  readonly answer: FrameMask;
  /** The mask with refined edges at the truth's size, where there is one. */
  readonly refined: Uint8Array | null;
};

type ThresholdedFrame = PredictedFrame & {
  readonly isAnswered: boolean;
  /** The mask at the clip's own size. */
  readonly shown: BinaryMask;
};

/** The model's mask at the clip's size without refined edges; empty below the presence threshold. */
export const thresholdPrediction = (
  { truth: { width, height }, answer }: PredictedFrame,
  thresholds: Thresholds,
): BinaryMask & { readonly isAnswered: boolean } => {
  const isAnswered = frameState(answer.presence, thresholds.presence) === 'present';
  const { probability, maskWidth, maskHeight } = answer;
  const threshold = thresholds.mask;
  const pixels = isAnswered
    ? upsampleMask({ probability, maskWidth, maskHeight, width, height, threshold })
    : new Uint8Array(width * height);
  return { width, height, pixels, isAnswered };
};

/**
 * Scores one item. J, F and S are computed on the map that the app would show: zero where presence is
 * below its threshold, as the paper's output is when every mask query says so.
 *
 * @param objects what the clip's queries refer to, this item's object among them
 * @throws RangeError without frames
 */
export const scoreItem = (
  item: BenchmarkItem,
  frames: readonly PredictedFrame[],
  thresholds: Thresholds,
  objects: readonly NamedGroundTruth[] = [],
): ItemScore => {
  if (frames.length === 0) throw new RangeError(`${item.id} has no frames.`);
  const fCurveSum = new Float64Array(F_THRESHOLD_COUNT);
  let fFrames = 0;
  let drawnPixels = 0;
  const drawn: ThresholdedFrame[] = [];
  const scores: FrameScore[] = [];
  for (const frame of frames) {
    const shown = thresholdPrediction(frame, thresholds);
    const values = shown.isAnswered
      ? frame.answer.probability
      : new Uint8Array(frame.answer.probability.length);
    const { maskWidth, maskHeight } = frame.answer;
    const probability = resizeProbabilityMap({ values, width: maskWidth, height: maskHeight });
    const truth = resizeGroundTruth(frame.truth);
    const curve = frameFCurve(probability, truth);
    if (curve !== null) {
      fFrames += 1;
      curve.forEach((value, index) => {
        fCurveSum[index] = (fCurveSum[index] ?? 0) + value;
      });
    }
    drawnPixels += countNullPixels(probability);
    drawn.push({ ...frame, shown, isAnswered: shown.isAnswered });
    scores.push(scoreFrame(frame, shown, frameJ(probability, truth)));
  }
  return {
    kind: 'scored',
    id: item.id,
    split: item.split,
    clip: item.clip,
    expression: item.query,
    category: item.category,
    sentenceKinds: item.queryKinds,
    sources: item.sources,
    needs: item.needs,
    isNull: item.isNull,
    frames: scores,
    fCurveSum: fFrames === 0 ? null : encodeCurve(fCurveSum),
    fFrames,
    nullPixels: drawnPixels,
    stability: temporalStability(drawn),
    takenFor: predictedObject(drawn, objects),
  };
};

export const OFFICIAL_MASK_PIXELS = OFFICIAL_MASK_SIZE * OFFICIAL_MASK_SIZE;

const areaFraction = ({ pixels }: BinaryMask): number => maskArea(pixels) / pixels.length;

const scoreFrame = (
  { truth, answer, refined }: PredictedFrame,
  shown: BinaryMask & { readonly isAnswered: boolean },
  j: number,
): FrameScore => {
  const truthShare = areaFraction(truth);
  const [bestScore = 0, secondScore = 0] = answer.objectScores.toSorted((a, b) => b - a);
  return {
    frameIndex: answer.frameIndex,
    presence: answer.presence,
    isAnswered: shown.isAnswered,
    bestScore,
    secondScore,
    truthShare,
    answerShare: areaFraction(shown),
    j,
    ...(truthShare === 0 ? NO_OVERLAP : measureOverlap(shown, refined, truth)),
  };
};

type Overlap = Pick<
  FrameScore,
  'iou' | 'boundaryF' | 'refinedIou' | 'refinedBoundaryF' | 'firstPartIou' | 'bestPartIou'
>;

const NO_OVERLAP: Overlap = {
  iou: null,
  boundaryF: null,
  refinedIou: null,
  refinedBoundaryF: null,
  firstPartIou: null,
  bestPartIou: null,
};

const measureOverlap = (
  shown: BinaryMask,
  refined: Uint8Array | null,
  truth: BinaryMask,
): Overlap => {
  const parts = componentIous(shown, truth);
  return {
    iou: maskIou(shown.pixels, truth.pixels),
    boundaryF: boundaryF(shown, truth),
    refinedIou: refined === null ? null : maskIou(refined, truth.pixels),
    refinedBoundaryF: refined === null ? null : boundaryF({ ...truth, pixels: refined }, truth),
    firstPartIou: parts.first,
    bestPartIou: parts.best,
  };
};

/**
 * 1 - the mean, over neighbouring frames, of what the answer changes beyond what the truth changes
 * (changes as 1 - IoU; two empty masks do not differ).
 */
const temporalStability = (frames: readonly ThresholdedFrame[]): number | null => {
  if (frames.length < 2) return null;
  const excess = frames.slice(1).map((frame, index) => {
    const before = frames[index] ?? frame;
    const ofTruth = maskIou(before.truth.pixels, frame.truth.pixels);
    const ofAnswer = maskIou(before.shown.pixels, frame.shown.pixels);
    return Math.max(0, ofTruth - ofAnswer);
  });
  return 1 - excess.reduce((sum, value) => sum + value, 0) / excess.length;
};
