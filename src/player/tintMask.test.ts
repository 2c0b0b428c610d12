import { expect, test } from 'vitest';
import { tintMask } from './tintMask.ts';

const paint = (mask: readonly number[], width: number, outlineWidth: number) => {
  const pixels = new Uint32Array(mask.length).fill(7);
  tintMask(Uint8Array.from(mask), width, pixels, {
    colour: [255, 176, 0],
    opacity: 0.4,
    outlineWidth,
  });
  return new Uint8Array(pixels.buffer);
};

test('pixels of the mask take the colour, the others are transparent', () => {
  const bytes = paint([0, 1, 1, 0], 2, 0);
  expect(Array.from(bytes.subarray(0, 4))).toEqual([0, 0, 0, 0]);
  expect(Array.from(bytes.subarray(4, 8))).toEqual([255, 176, 0, 102]);
});

test('the edge is stronger than the fill, but not along the border of the picture', () => {
  const mask = [
    [1, 1, 1, 0],
    [1, 1, 1, 0],
    [1, 1, 1, 0],
    [0, 0, 0, 0],
  ].flat();
  const bytes = paint(mask, 4, 1);
  const alphas = mask.map((_, index) => bytes[index * 4 + 3]);
  expect(alphas).toEqual([102, 102, 204, 0, 102, 102, 204, 0, 204, 204, 204, 0, 0, 0, 0, 0]);
});
