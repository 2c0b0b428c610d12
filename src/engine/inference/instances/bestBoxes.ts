import { boxAt, boxIou } from '../../../core/mask/boxes.ts';
import type { Box } from '../../../core/mask/boxes.ts';

/** Boxes whose best class scores less are noise. */
const MIN_SCORE = 0.05;
/** At or above it two boxes show the same object, whatever their classes. */
const SAME_BOX_IOU = 0.6;

/**
 * The highest score of each row; NaN where any of the row is NaN.
 * @param classScores [n, classCount]
 */
export const bestScores = (
  classScores: Float32Array,
  classCount: number,
): Float32Array<ArrayBuffer> => {
  const best = new Float32Array(classScores.length / classCount);
  for (let row = 0; row < best.length; row++) {
    let highest = Number.NEGATIVE_INFINITY;
    for (let index = row * classCount; index < (row + 1) * classCount; index++) {
      highest = Math.max(highest, classScores[index] ?? 0);
    }
    best[row] = highest;
  }
  return best;
};

/**
 * Rows of the at most `maxCount` best boxes, best first: greedy suppression across classes. Rows
 * with a score or a side that is not a number are left out. The Python twin is `best_boxes` of
 * `models/earmark/data/instance_cache.py`.
 * @param boxes [n, 4]
 * @param classScores [n, classCount]
 */
export const bestBoxes = (
  boxes: Float32Array,
  classScores: Float32Array,
  limits: { readonly classCount: number; readonly maxCount: number },
): number[] => {
  const scores = bestScores(classScores, limits.classCount);
  const scoreOf = (row: number): number => scores[row] ?? 0;
  // Equal scores keep their order: the sort is stable.
  const candidates = Array.from(scores.keys())
    .filter((row) => scoreOf(row) >= MIN_SCORE)
    .toSorted((a, b) => scoreOf(b) - scoreOf(a));
  const chosen: number[] = [];
  const chosenBoxes: Box[] = [];
  for (const row of candidates) {
    if (chosen.length === limits.maxCount) {
      break;
    }
    const box = boxAt(boxes, row);
    if (
      box.every((side) => Number.isFinite(side)) &&
      chosenBoxes.every((other) => boxIou(box, other) < SAME_BOX_IOU)
    ) {
      chosen.push(row);
      chosenBoxes.push(box);
    }
  }
  return chosen;
};
