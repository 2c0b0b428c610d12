import { F_THRESHOLD_COUNT, F_THRESHOLDS } from '../metrics/officialMetrics.ts';
import { curveFromText } from '../score/curveText.ts';
import { itemJ } from '../score/record.ts';
import type { ItemScore } from '../score/record.ts';

export type CurvePoint = { readonly x: number; readonly y: number };

export type Curves = {
  /** Mean F of all frames with a truth, by threshold. */
  readonly fByThreshold: readonly CurvePoint[];
  /** Of frames with about this presence: how many have the thing (y), and how many frames there are. */
  readonly calibration: readonly (CurvePoint & { readonly frames: number })[];
  /** Share of items with a truth whose J is at least x. */
  readonly itemsByJ: readonly CurvePoint[];
};

export type CurvesBuilder = { add(score: ItemScore): void; result(): Curves };

const BINS = 10;
const J_STEPS = 20;

export const createCurves = (): CurvesBuilder => {
  const fSum = new Float64Array(F_THRESHOLD_COUNT);
  let fFrames = 0;
  const bins = Array.from({ length: BINS }, () => ({ frames: 0, there: 0, presence: 0 }));
  const reached = new Float64Array(J_STEPS + 1);
  let items = 0;
  return {
    add: (score) => {
      if (score.fCurveSum !== null) {
        curveFromText(score.fCurveSum).forEach((value, index) => {
          fSum[index] = (fSum[index] ?? 0) + value;
        });
        fFrames += score.fFrames;
      }
      for (const { presence, truthShare } of score.frames) {
        const bin = bins[Math.min(Math.floor(presence * BINS), BINS - 1)];
        if (bin === undefined) continue;
        bin.frames += 1;
        bin.there += Number(truthShare > 0);
        bin.presence += presence;
      }
      if (!score.isNull) {
        items += 1;
        const j = itemJ(score);
        for (let step = 0; step <= J_STEPS; step++) {
          reached[step] = (reached[step] ?? 0) + Number(j >= step / J_STEPS);
        }
      }
    },
    result: () => ({
      fByThreshold:
        fFrames === 0
          ? []
          : Array.from(fSum, (sum, index) => ({ x: F_THRESHOLDS[index] ?? 0, y: sum / fFrames })),
      calibration: bins.flatMap(({ frames, there, presence }) =>
        frames === 0 ? [] : [{ x: presence / frames, y: there / frames, frames }],
      ),
      itemsByJ:
        items === 0
          ? []
          : Array.from(reached, (count, step) => ({ x: step / J_STEPS, y: count / items })),
    }),
  };
};
