import { describe, expect, test } from 'vitest';
import { readInstanceGolden } from '../../../../tests/fixtures/instances/instanceGolden.ts';
import { bestBoxes } from './bestBoxes.ts';
import { boxArea, boxIou } from '../../../core/mask/boxes.ts';

const ONE_CLASS = { classCount: 1, maxCount: 48 };

/** @returns rows of the best of the boxes with one score each. */
const best = (rows: readonly (readonly [box: readonly number[], score: number])[]): number[] =>
  bestBoxes(
    Float32Array.from(rows.flatMap(([box]) => box)),
    Float32Array.from(rows, ([, score]) => score),
    ONE_CLASS,
  );

test('IoU', () => {
  expect(boxIou([0, 0, 2, 2], [1, 0, 3, 2])).toBeCloseTo(1 / 3, 9);
  expect(boxIou([0, 0, 1, 1], [1, 0, 2, 1])).toBe(0);
  expect(boxIou([0, 0, 0, 0], [0, 0, 0, 0])).toBe(0);
  expect(boxArea([1, 1, 0, 0])).toBe(0);
});

describe('best boxes', () => {
  test('are those of the Python half, ties included', () => {
    const { suppression } = readInstanceGolden();
    const { boxes, classScores, classCount } = suppression;
    const run = (maxCount: number): number[] =>
      bestBoxes(Float32Array.from(boxes), Float32Array.from(classScores), {
        classCount,
        maxCount,
      });
    expect(run(48)).toEqual(suppression.best);
    expect(run(3)).toEqual(suppression.bestThree);
  });

  test('no box, and none that is probable', () => {
    expect(best([])).toEqual([]);
    expect(best([[[0, 0, 1, 1], 0.04]])).toEqual([]);
  });

  test('of 200 apart the best 48 remain', () => {
    const rows = Array.from(
      { length: 200 },
      (_, n) => [[n / 200, 0, (n + 0.9) / 200, 0.1], 0.1 + n / 400] as const,
    );
    expect(best(rows)).toEqual(Array.from({ length: 48 }, (_, n) => 199 - n));
  });

  test('a box that fills the frame leaves the small ones in it', () => {
    expect(
      best([
        [[0.4, 0.4, 0.5, 0.5], 0.3],
        [[0, 0, 1, 1], 0.9],
        [[0.01, 0, 1, 1], 0.8],
      ]),
    ).toEqual([1, 0]);
  });

  test('scores and sides that are not numbers are left out', () => {
    expect(
      best([
        [[0, 0, 1, 1], Number.NaN],
        [[0, Number.NaN, 1, 1], 0.9],
        [[0, 0, Number.POSITIVE_INFINITY, 1], 0.9],
        [[0, 0, 0.5, 0.5], 0.2],
      ]),
    ).toEqual([3]);
    const scores = Float32Array.of(Number.NaN, 0.9, 0.1, 0.2);
    const boxes = Float32Array.of(0, 0, 1, 1, 0, 0, 1, 1);
    expect(bestBoxes(boxes, scores, { classCount: 2, maxCount: 48 })).toEqual([1]);
  });
});
