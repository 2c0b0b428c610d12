import { F_THRESHOLD_COUNT, F_THRESHOLDS } from '../metrics/officialMetrics.ts';
import { decodeCurve, itemJ, type ItemScore } from '../scoring/itemRecord.ts';
import { isCorrect } from './summary.ts';

export type CurvePoint = { readonly x: number; readonly y: number };

export type BinPoint = CurvePoint & { readonly frames: number };

export type Curves = {
  /** Mean F of all frames with a truth, by threshold. */
  readonly fByThreshold: readonly CurvePoint[];
  /** Reliability: share of frames with the object (y) by presence, and the number of frames. */
  readonly calibration: readonly BinPoint[];
  /** Of frames with the object: share of masks on it (IoU of 0.5), by presence. */
  readonly rightByPresence: readonly BinPoint[];
  /** The same by how near the second best query comes to the best one. */
  readonly rightByRunnerUp: readonly BinPoint[];
  /** Share of items with a truth whose J is at least x. */
  readonly itemsByJ: readonly CurvePoint[];
};

type CurvesBuilder = { add(score: ItemScore): void; build(): Curves };

const BIN_COUNT = 10;
const J_STEPS = 20;

const createBins = () => {
  const bins = Array.from({ length: BIN_COUNT }, () => ({ frames: 0, x: 0, y: 0 }));
  return {
    add: (x: number, y: number): void => {
      const bin = bins[Math.min(Math.floor(x * BIN_COUNT), BIN_COUNT - 1)];
      if (bin === undefined) return;
      bin.frames += 1;
      bin.x += x;
      bin.y += y;
    },
    /** Means of the bins that have frames. */
    points: (): readonly BinPoint[] =>
      bins.flatMap(({ frames, x, y }) =>
        frames === 0 ? [] : [{ x: x / frames, y: y / frames, frames }],
      ),
  };
};

export const createCurves = (): CurvesBuilder => {
  const fSum = new Float64Array(F_THRESHOLD_COUNT);
  let fFrames = 0;
  const calibration = createBins();
  const rightByPresence = createBins();
  const rightByRunnerUp = createBins();
  const reached = new Float64Array(J_STEPS + 1);
  let items = 0;
  return {
    add: (score) => {
      if (score.fCurveSum !== null) {
        decodeCurve(score.fCurveSum).forEach((value, index) => {
          fSum[index] = (fSum[index] ?? 0) + value;
        });
        fFrames += score.fFrames;
      }
      for (const { presence, truthShare, iou, bestScore, secondScore } of score.frames) {
        calibration.add(presence, Number(truthShare > 0));
        const right = isCorrect(iou);
        if (right === null) continue;
        rightByPresence.add(presence, right);
        if (bestScore > 0) rightByRunnerUp.add(secondScore / bestScore, right);
      }
      if (!score.isNull) {
        items += 1;
        const j = itemJ(score);
        for (let step = 0; step <= J_STEPS; step++) {
          reached[step] = (reached[step] ?? 0) + Number(j >= step / J_STEPS);
        }
      }
    },
    build: () => ({
      fByThreshold:
        fFrames === 0
          ? []
          : Array.from(fSum, (sum, index) => ({ x: F_THRESHOLDS[index] ?? 0, y: sum / fFrames })),
      calibration: calibration.points(),
      rightByPresence: rightByPresence.points(),
      rightByRunnerUp: rightByRunnerUp.points(),
      itemsByJ:
        items === 0
          ? []
          : Array.from(reached, (count, step) => ({ x: step / J_STEPS, y: count / items })),
    }),
  };
};
