import { expect, test } from 'vitest';
import { OBJECT_PATTERNS } from './palette.ts';
import { tintMask } from './tintMask.ts';

const paint = (mask: readonly number[], width: number, outlineWidth: number) => {
  const pixels = new Uint32Array(mask.length).fill(7);
  tintMask(Uint8Array.from(mask), width, pixels, {
    colour: [255, 176, 0],
    fill: 0.4,
    outline: 0.8,
    outlineWidth,
    pattern: 'plain',
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

test('each pattern marks a part of the fill, never all of it and never outside of it', () => {
  const width = 8;
  const mask = new Uint8Array(width * width).fill(1);
  mask[0] = 0;
  const looks = OBJECT_PATTERNS.map((pattern) => {
    const pixels = new Uint32Array(mask.length);
    tintMask(mask, width, pixels, {
      colour: [1, 2, 3],
      fill: 0.4,
      outline: 0.8,
      outlineWidth: 0,
      pattern,
    });
    expect(pixels[0]).toBe(0);
    return Array.from(new Uint8Array(pixels.buffer)).filter((_, index) => index % 4 === 3);
  });
  for (const [index, alphas] of looks.entries()) {
    expect(alphas).toContain(102);
    expect(alphas.includes(153)).toBe(index > 0);
  }
  expect(new Set(looks.map(String)).size).toBe(OBJECT_PATTERNS.length);
});

test('a soft edge fades with its cover, inside and outside of the mask, without an outline', () => {
  const cover = Uint8Array.from([0, 51, 128, 204, 255]);
  const pixels = new Uint32Array(cover.length).fill(7);
  tintMask(Uint8Array.from([0, 0, 1, 1, 1]), cover.length, pixels, {
    colour: [1, 2, 3],
    fill: 0.4,
    outline: 0.8,
    outlineWidth: 1,
    pattern: 'plain',
    cover,
  });
  const alphas = Array.from(new Uint8Array(pixels.buffer)).filter((_, index) => index % 4 === 3);
  expect(alphas).toEqual([0, 20, 51, 82, 102]);
});
