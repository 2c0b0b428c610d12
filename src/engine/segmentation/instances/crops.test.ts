import { describe, expect, test } from 'vitest';
import { readInstanceGolden } from '../../../../tests/fixtures/instances/instanceGolden.ts';
import { boxInSquare, cropSquare, visiblePart } from './cropSquare.ts';
import type { FrameSize, PixelRectangle } from './cropSquare.ts';
import { cutSquare } from './cutSquare.ts';

const CONTEXT = 1.4;
const CROP_SIZE = 12;
/** OpenCV interpolates bytes with weights of 11 bits. */
const MAX_DIFFERENCE = 1;

/** The pattern of golden.py; alpha is 255. */
const picture = ({ width, height }: FrameSize, part: PixelRectangle) => {
  const data = new Uint8ClampedArray(part.width * part.height * 4).fill(255);
  for (let row = 0; row < part.height; row++) {
    for (let column = 0; column < part.width; column++) {
      const [x, y] = [column + part.left, row + part.top];
      expect(x < width && y < height).toBe(true);
      const rgb = [(x * 7 + y * 3) % 256, (x * x + y) % 256, (x * 5 + y * y) % 256];
      data.set(rgb, (row * part.width + column) * 4);
    }
  }
  return { ...part, data };
};

describe.each(readInstanceGolden().squares)('box $box of $size', (golden) => {
  const [width, height] = golden.size;
  const [left, top, side] = golden.square;
  const square = { left, top, side };

  test('has the square of the Python half', () => {
    expect(cropSquare(golden.box, { width, height }, CONTEXT)).toEqual(square);
    const box = boxInSquare(golden.box, { width, height }, square);
    box.forEach((value, index) => expect(value).toBeCloseTo(golden.boxInSquare[index]!, 5));
  });

  test.runIf(golden.crop !== null)('is cut as the Python half cuts it', () => {
    const whole = picture({ width, height }, { left: 0, top: 0, width, height });
    const part = picture({ width, height }, visiblePart(square, { width, height })!);
    const crop = cutSquare(whole, square, CROP_SIZE);
    expect(crop).toHaveLength(golden.crop!.length);
    const differences = Array.from(crop, (value, index) => Math.abs(value - golden.crop![index]!));
    expect(Math.max(...differences)).toBeLessThanOrEqual(MAX_DIFFERENCE);
    expect(cutSquare(part, square, CROP_SIZE)).toEqual(crop);
  });
});

test('a square beside the frame is grey, and needs nothing of it', () => {
  const square = { left: 30, top: 0, side: 8 };
  expect(visiblePart(square, { width: 20, height: 20 })).toBe(null);
  const nothing = { left: 0, top: 0, width: 0, height: 0, data: new Uint8Array() };
  expect(new Set(cutSquare(nothing, square, 4))).toEqual(new Set([127]));
});

test('a box that is no box is refused, and so is a region with other pixels', () => {
  const size = { width: 16, height: 16 };
  expect(() => cropSquare([0, Number.NaN, 1, 1], size, CONTEXT)).toThrow(RangeError);
  expect(() => cropSquare([0, 0, Number.POSITIVE_INFINITY, 1], size, CONTEXT)).toThrow(RangeError);
  const region = { left: 0, top: 0, ...size, data: new Uint8Array(7) };
  expect(() => cutSquare(region, { left: 0, top: 0, side: 16 }, 4)).toThrow(RangeError);
});

test('a box with its corners out of order has a square of one pixel', () => {
  expect(cropSquare([0.5, 0.5, 0.25, 0.25], { width: 16, height: 16 }, CONTEXT).side).toBe(1);
});
