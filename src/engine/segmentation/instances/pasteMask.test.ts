import { describe, expect, test } from 'vitest';
import { readInstanceGolden } from '../../../../tests/fixtures/instances/instanceGolden.ts';
import { composeFrameMask, pasteMask } from './pasteMask.ts';

const sigmoid = (logit: number): number => 1 / (1 + Math.exp(-logit));
const crop = (logit: number, size = 8): Float32Array => new Float32Array(size * size).fill(logit);

test('at the size of the frame it pastes as the Python half does', () => {
  const { logits, square, size, pasted } = readInstanceGolden().pasting;
  const frame = { width: size[0], height: size[1] };
  const map = new Float32Array(frame.width * frame.height);
  const [left, top, side] = square;
  pasteMask(map, frame, { logits: Float32Array.from(logits), square: { left, top, side } }, frame);
  map.forEach((value, index) => expect(value).toBeCloseTo(sigmoid(pasted[index]!), 4));
});

test('where the crop shrinks, its probabilities are averaged: half a cell is half a mask', () => {
  const logits = Float32Array.from({ length: 64 }, (_, index) => (index % 8 < 2 ? 40 : -40));
  const map = new Float32Array(4);
  const square = { left: 0, top: 0, side: 8 };
  pasteMask(map, { width: 2, height: 2 }, { logits, square }, { width: 8, height: 8 });
  [0.5, 0, 0.5, 0].forEach((value, index) => expect(map[index]).toBeCloseTo(value, 9));
});

describe('the mask of a frame', () => {
  const frame = { width: 100, height: 50 };
  const left = { left: 0, top: 0, side: 50 };

  test('is the maximum over its instances', () => {
    const mask = composeFrameMask(
      [
        { logits: crop(0), square: { left: 0, top: 0, side: 100 } },
        { logits: crop(40), square: left },
        { logits: crop(-40), square: left },
      ],
      frame,
      4,
    );
    expect(Array.from(mask)).toEqual([0, 1, 2, 3].flatMap(() => [255, 255, 128, 128]));
  });

  test('of no instance is empty', () => {
    expect(composeFrameMask([], frame, 4)).toEqual(new Uint8Array(16));
  });

  test('is left as it is by a crop beside the frame and by logits that are not numbers', () => {
    const nothing = composeFrameMask(
      [
        { logits: crop(40), square: { left: 200, top: 0, side: 10 } },
        { logits: crop(40), square: { left: 0, top: -20, side: 20 } },
        { logits: crop(Number.NaN), square: left },
      ],
      frame,
      4,
    );
    expect(nothing).toEqual(new Uint8Array(16));
  });

  test.each([
    ['16:1', { width: 160, height: 10 }, { left: -32, top: -107, side: 224 }],
    ['1:16', { width: 10, height: 160 }, { left: -107, top: -32, side: 224 }],
    ['16 x 16', { width: 16, height: 16 }, { left: -3, top: -3, side: 22 }],
    ['8192 x 4320', { width: 8192, height: 4320 }, { left: -1638, top: -3574, side: 11469 }],
  ])('of a box that fills a frame of %s is full', (_, size, square) => {
    const mask = composeFrameMask([{ logits: crop(40, 128), square }], size, 256);
    expect(mask.every((value) => value === 255)).toBe(true);
  });

  test('logits that are no square, and a map of another size, are refused', () => {
    const mask = { logits: new Float32Array(7), square: left };
    expect(() => composeFrameMask([mask], frame, 4)).toThrow(RangeError);
    const size = { width: 2, height: 2 };
    expect(() =>
      pasteMask(new Float32Array(3), size, { logits: crop(0), square: left }, frame),
    ).toThrow(RangeError);
  });
});
