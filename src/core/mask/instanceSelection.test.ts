import { expect, test } from 'vitest';
import { decodeRegion, encodeRunLengths, isSquareOfCells } from './instanceSelection.ts';

/** The left half of a square. */
const leftHalf = (side: number): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length: side * side }, (_, cell) => Number(cell % side < side / 2));

test.each([
  [96, 96],
  [96, 256],
  [256, 96],
])('a region of %i cells a side is read as one of %i', (from, to) => {
  expect(decodeRegion(encodeRunLengths(leftHalf(from)), to)).toEqual(leftHalf(to));
});

test('only squares of a sensible size are regions', () => {
  expect(isSquareOfCells(encodeRunLengths(leftHalf(256)))).toBe(true);
  expect(isSquareOfCells([9215])).toBe(false);
  expect(isSquareOfCells([])).toBe(false);
  expect(isSquareOfCells([2048 * 2048])).toBe(false);
});
