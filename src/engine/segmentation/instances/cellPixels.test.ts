import { expect, test } from 'vitest';
import { createRegionTemplate, trackRegion } from '../../../core/mask/trackRegion.ts';
import { createSeededRandom } from '../../../core/util/seededRandom.ts';
import { describeCells } from './cellPixels.ts';

const SIDE = 96;

/** Noise, and a patterned square whose corner is at x, y. */
const picture = (x: number, y: number, brightness = 0): Uint8Array => {
  const random = createSeededRandom('noise');
  const rgb = Uint8Array.from({ length: SIDE * SIDE * 3 }, () => 90 + 20 * random() + brightness);
  for (let row = 0; row < 12; row++) {
    for (let column = 0; column < 12; column++) {
      const at = ((y + row) * SIDE + x + column) * 3;
      rgb[at] = 100 + brightness + (column % 4 < 2 ? 100 : 0);
      rgb[at + 1] = 60 + brightness + (row % 6 < 3 ? 120 : 0);
    }
  }
  return rgb;
};
const region = Uint8Array.from({ length: SIDE * SIDE }, (_, cell) => {
  const [x, y] = [cell % SIDE, Math.floor(cell / SIDE)];
  return Number(x >= 40 && x < 52 && y >= 30 && y < 42);
});

test('a region is found again by its pixels, in other light too', () => {
  const template = createRegionTemplate(describeCells(picture(40, 30), SIDE), region);
  const found = trackRegion(template, describeCells(picture(43, 29, 25), SIDE), SIDE, {
    right: 0,
    down: 0,
  });
  expect(found.offset.right).toBeCloseTo(3, 0);
  expect(found.offset.down).toBeCloseTo(-1, 0);
  expect(found.similarity).toBeGreaterThan(0.8);
});

test('where it is gone the similarity is low, and a plain picture has none', () => {
  const template = createRegionTemplate(describeCells(picture(40, 30), SIDE), region);
  const guess = { right: 0, down: 0 };
  expect(
    trackRegion(template, describeCells(picture(4, 70), SIDE), SIDE, guess).similarity,
  ).toBeLessThan(0.6);
  const plain = describeCells(new Uint8Array(SIDE * SIDE * 3).fill(80), SIDE);
  expect(trackRegion(template, plain, SIDE, guess).similarity).toBe(0);
});
