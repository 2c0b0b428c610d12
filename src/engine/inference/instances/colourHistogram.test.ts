import { expect, test } from 'vitest';
import { colourHistogram, histogramOverlap } from './colourHistogram.ts';

const frame = (...colours: readonly (readonly [number, number, number])[]): Uint8Array =>
  Uint8Array.from(colours.flat());

test('shares of colours sum to one and do not depend on where they are', () => {
  const one = colourHistogram(frame([0, 0, 0], [255, 0, 0], [255, 0, 10], [0, 64, 255]));
  const other = colourHistogram(frame([255, 0, 0], [0, 64, 255], [0, 0, 0], [255, 0, 10]));
  expect(one.reduce((sum, share) => sum + share)).toBeCloseTo(1);
  expect(one[3 * 16]).toBe(0.5);
  expect(one[4 + 3]).toBe(0.25);
  expect(histogramOverlap(one, other)).toBeCloseTo(1);
});

test('frames of other colours overlap in those that they share', () => {
  const a = colourHistogram(frame([0, 0, 0], [0, 0, 0], [255, 255, 255], [255, 255, 255]));
  const b = colourHistogram(frame([0, 0, 0], [255, 0, 0], [255, 0, 0], [255, 0, 0]));
  expect(histogramOverlap(a, b)).toBeCloseTo(0.25);
  expect(histogramOverlap(a, colourHistogram(frame()))).toBe(0);
});
