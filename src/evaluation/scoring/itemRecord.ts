import { meanOf } from '../../core/util/math.ts';
import type { ItemAnnotations } from '../benchmark/benchmarkItem.ts';
import type { QueryKind } from '../benchmark/queryKinds.ts';
import type { ProblemKind } from '../benchmark/benchmarkProblem.ts';

/** Scores of one frame's prediction. */
export type FrameScore = {
  readonly frameIndex: number;
  /** The model's, 0..1. */
  readonly presence: number;
  /** Whether presence reaches its threshold. */
  readonly isAnswered: boolean;
  /** The two highest object scores of the mask queries. */
  readonly bestScore: number;
  readonly secondScore: number;
  /** Area of ground truth and prediction as shares of the picture. */
  readonly truthShare: number;
  readonly answerShare: number;
  readonly j: number;
  /** Null where the ground truth is empty. */
  readonly iou: number | null;
  readonly boundaryF: number | null;
  /** The same with refined edges, as the app draws masks; null without a picture to refine with. */
  readonly refinedIou: number | null;
  readonly refinedBoundaryF: number | null;
  /** IoU of the mask's largest connected component, and the better one of its two largest. */
  readonly firstPartIou: number | null;
  readonly bestPartIou: number | null;
};

/** Stored record of one item, from which every figure of a report can be computed. */
export type ItemScore = ItemAnnotations & {
  readonly kind: 'scored';
  readonly id: string;
  readonly split: string;
  readonly clip: string;
  readonly expression: string;
  readonly category: string | null;
  readonly sentenceKinds: readonly QueryKind[];
  readonly isNull: boolean;
  readonly frames: readonly FrameScore[];
  /** Sum of the frames' F curves: 255 little-endian floats in base 64; null without such frames. */
  readonly fCurveSum: string | null;
  /** Frames in that sum. */
  readonly fFrames: number;
  /** Pixels of all frames at 256 x 256 with a probability above 0.5. */
  readonly nullPixels: number;
  /** 1 where the mask changes no more from frame to frame than the truth does; null for one frame. */
  readonly stability: number | null;
  /**
   * Category of the clip's object that the prediction overlaps most; `nothing` where the prediction
   * is empty, `something else` where it overlaps none.
   */
  readonly takenFor: string;
};

/** An item that was not scored, and why. */
type ItemSkip = {
  readonly kind: 'skipped';
  readonly id: string;
  readonly split: string;
  readonly problem: ProblemKind;
  readonly message: string;
};

export type ItemRecord = ItemScore | ItemSkip;

/** J of an item: the mean of its frames. */
export const itemJ = (score: ItemScore): number => meanOf(score.frames.map(({ j }) => j));

/** Error of an item, 0..1: 1 - J, or S for a null item. */
export const itemError = (score: ItemScore, benchPixels: number): number =>
  score.isNull
    ? Math.sqrt(score.nullPixels / (score.frames.length * benchPixels))
    : 1 - itemJ(score);

/** A curve as text, so that a record is plain JSON: little-endian float32 in base 64. */
export const encodeCurve = (curve: Float64Array): string => {
  const bytes = new Uint8Array(curve.length * 4);
  const view = new DataView(bytes.buffer);
  curve.forEach((value, index) => view.setFloat32(index * 4, value, true));
  return btoa(String.fromCharCode(...bytes));
};

export const decodeCurve = (text: string): Float64Array => {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Float64Array.from({ length: bytes.length / 4 }, (_, index) =>
    view.getFloat32(index * 4, true),
  );
};
