import { expect, test } from 'vitest';
import { splitMask } from './splitMask.ts';

const SIDE = 4;
const [WIDTH, HEIGHT] = [16, 8];

/** A map whose columns have these values. */
const columns = (...values: readonly number[]): Uint8Array =>
  Uint8Array.from({ length: SIDE * SIDE }, (_, cell) => values[cell % SIDE] ?? 0);

const FULL = new Uint8Array(WIDTH * HEIGHT).fill(1);
/** How many pixels of each column are in a mask. */
const perColumn = (mask: Uint8Array | undefined): readonly number[] =>
  Array.from({ length: WIDTH }, (_, x) =>
    Array.from({ length: HEIGHT }, (__, y) => mask?.[y * WIDTH + x] ?? 0).reduce((a, b) => a + b),
  );

test('each pixel goes to the instance that is more probable there, between cells too', () => {
  const [left, right] = splitMask(FULL, { width: WIDTH, height: HEIGHT }, [
    columns(250, 250, 50, 0),
    columns(0, 50, 250, 250),
  ]);
  // Both are 150 in the middle between the second and the third column of the map.
  expect(perColumn(left)).toEqual([8, 8, 8, 8, 8, 8, 8, 8, 0, 0, 0, 0, 0, 0, 0, 0]);
  expect(perColumn(right)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 8, 8, 8, 8, 8, 8, 8, 8]);
});

test('the parts together are the mask, and where no instance is probable the nearest has it', () => {
  const mask = FULL.map((_, pixel) => (pixel % 3 === 0 ? 0 : 1));
  const parts = splitMask(mask, { width: WIDTH, height: HEIGHT }, [
    columns(0, 0, 0, 90),
    columns(90, 0, 0, 0),
  ]);
  expect(mask.map((_, pixel) => (parts[0]?.[pixel] ?? 0) + (parts[1]?.[pixel] ?? 0))).toEqual(mask);
  // The quarter without any map beside each of them is its own.
  expect(perColumn(parts[0]).slice(0, 8)).toEqual(Array(8).fill(0));
  expect(perColumn(parts[1]).slice(8)).toEqual(Array(8).fill(0));
});

test('instances that nothing tells apart lose no pixel', () => {
  const parts = splitMask(FULL, { width: WIDTH, height: HEIGHT }, [
    columns(0, 0, 0, 0),
    columns(0, 0, 0, 0),
  ]);
  expect(parts[0]).toEqual(FULL);
});
