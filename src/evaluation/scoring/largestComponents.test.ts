import { expect, test } from 'vitest';
import type { BinaryMask } from '../metrics/groundTruthMask.ts';
import { largestComponents, componentIous } from './largestComponents.ts';

const WIDTH = 20;
const mask = (...boxes: readonly (readonly [number, number, number])[]): BinaryMask => {
  const pixels = new Uint8Array(WIDTH * 10);
  for (const [left, right, bottom] of boxes) {
    for (let y = 0; y < bottom; y++) pixels.fill(1, y * WIDTH + left, y * WIDTH + right);
  }
  return { width: WIDTH, height: 10, pixels };
};

test('parts are what hangs together, largest first, without specks', () => {
  const parts = largestComponents(mask([0, 4, 5], [6, 12, 5], [15, 16, 1]), 5);
  expect(parts.map((part) => part.reduce((sum, pixel) => sum + pixel, 0))).toEqual([30, 20, 1]);
  expect(parts[0]?.indexOf(1)).toBe(6);
  const large = { width: 200, height: 100, pixels: new Uint8Array(20_000) };
  large.pixels.fill(1, 0, 79);
  expect(largestComponents(large, 5)).toHaveLength(0);
  large.pixels.fill(1, 0, 80);
  expect(largestComponents(large, 5)).toHaveLength(1);
});

test('the right one may be the second', () => {
  const both = mask([0, 4, 5], [6, 12, 5]);
  expect(componentIous(both, mask([0, 4, 5]))).toEqual({ first: 0, best: 1 });
  expect(componentIous(both, mask([6, 12, 5]))).toEqual({ first: 1, best: 1 });
  expect(componentIous(both, mask([0, 4, 10])).best).toBe(0.5);
  expect(componentIous(mask(), mask([0, 4, 5]))).toEqual({ first: 0, best: 0 });
});
