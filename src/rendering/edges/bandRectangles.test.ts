import { expect, test } from 'vitest';
import { bandRectangles } from './bandRectangles.ts';

const rasterOf = (maskWidth: number, maskHeight: number, width: number, height: number) => ({
  probability: new Uint8Array(maskWidth * maskHeight),
  maskWidth,
  maskHeight,
  width,
  height,
  threshold: 0.5,
});

test('every pixel belongs to the cell that its centre lies in, at any size', () => {
  for (const [cells, pixels] of [
    [96, 1920],
    [96, 853],
    [7, 3],
    [5, 5],
    [3, 10],
  ] as const) {
    const owner = Array.from({ length: pixels }, () => -1);
    for (let cell = 0; cell < cells; cell++) {
      const run = { row: 0, startColumn: cell, endColumn: cell + 1 };
      for (const { left, right } of bandRectangles([run], rasterOf(cells, 1, pixels, 1))) {
        for (let pixel = left; pixel < right; pixel++) {
          expect(owner[pixel]).toBe(-1);
          owner[pixel] = cell;
        }
      }
    }
    expect(owner).toEqual(owner.map((_, pixel) => Math.floor(((pixel + 0.5) * cells) / pixels)));
  }
});

test('a run over the whole map is the whole picture', () => {
  const runs = [0, 1, 2].map((row) => ({ row, startColumn: 0, endColumn: 4 }));
  const rectangles = bandRectangles(runs, rasterOf(4, 3, 41, 31));
  const area = rectangles.reduce(
    (sum, { left, top, right, bottom }) => sum + (right - left) * (bottom - top),
    0,
  );
  expect(area).toBe(41 * 31);
});
