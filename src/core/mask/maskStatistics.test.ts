import { expect, test } from 'vitest';
import { maskArea, maskBounds, maskIou } from './maskStatistics.ts';

// A plus without its lower arm, 5 x 4.
const MASK = Uint8Array.from('00000 00100 01110 00000'.replaceAll(' ', ''), Number);

test('area and bounds', () => {
  expect(maskArea(MASK)).toBe(4);
  expect(maskBounds(MASK, 5)).toEqual({ left: 1, top: 1, width: 3, height: 2 });
  expect(maskBounds(new Uint8Array(20), 5)).toBeNull();
  expect(maskBounds(new Uint8Array(20).fill(1), 5)).toEqual({
    left: 0,
    top: 0,
    width: 5,
    height: 4,
  });
});

test('IoU', () => {
  const square = Uint8Array.of(1, 1, 0, 0);
  expect(maskIou(square, Uint8Array.of(0, 1, 1, 0))).toBeCloseTo(1 / 3, 12);
  expect(maskIou(square, square)).toBe(1);
  expect(maskIou(square, Uint8Array.of(0, 0, 1, 1))).toBe(0);
  expect(maskIou(new Uint8Array(4), new Uint8Array(4))).toBe(1);
  expect(maskIou(square, new Uint8Array(4))).toBe(0);
  expect(() => maskIou(square, new Uint8Array(5))).toThrow(RangeError);
});
