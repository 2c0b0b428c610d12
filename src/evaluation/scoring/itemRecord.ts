import { meanOf } from '../../core/util/math.ts';
import type { ItemAnnotations } from '../benchmark/benchmarkItem.ts';
import type { QueryKind } from '../benchmark/queryKinds.ts';
import type { ProblemKind } from '../benchmark/benchmarkProblem.ts';

/** One frame's answer beside its truth. */
export type FrameScore = {
  readonly frameIndex: number;
  /** 0..1, as the model gives it. */
  readonly presence: number;
  /** Whether the answer is "it is here". */
  readonly isAnswered: boolean;
  /** The two best scores of the mask queries. */
  readonly bestScore: number;
  readonly secondScore: number;
  /** Shares of the picture. */
  readonly truthShare: number;
  readonly answerShare: number;
  readonly j: number;
  /** Null where the truth is empty. */
  readonly iou: number | null;
  readonly boundaryF: number | null;
  /** The same of the mask with refined edges, as the app draws it; null without a picture to refine with. */
  readonly refinedIou: number | null;
  readonly refinedBoundaryF: number | null;
  /** IoU of the mask's largest separate part, and the better one of its two largest. */
  readonly firstPartIou: number | null;
  readonly bestPartIou: number | null;
};

/** What is kept of one item: enough for every figure of the report, whatever is asked of it later. */
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
   * Category of the thing of this clip that the answer overlaps most; `nothing` where the answer is
   * empty, `something else` where it overlaps none of them.
   */
  readonly takenFor: string;
};

/** An item that was not scored, and why. */
export type ItemSkip = {
  readonly kind: 'skipped';
  readonly id: string;
  readonly split: string;
  readonly problem: ProblemKind;
  readonly message: string;
};

export type ItemRecord = ItemScore | ItemSkip;

/** J of an item: the mean of its frames. */
export const itemJ = (score: ItemScore): number => meanOf(score.frames.map(({ j }) => j));

/** How wrong an item is, 0..1: 1 - J, or S where there is nothing to find. */
export const itemError = (score: ItemScore, benchPixels: number): number =>
  score.isNull
    ? Math.sqrt(score.nullPixels / (score.frames.length * benchPixels))
    : 1 - itemJ(score);

/** Curves are kept as text, so that a record is plain JSON: single precision in base 64. */
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
