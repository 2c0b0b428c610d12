import { expect, test } from 'vitest';
import { cropAround } from './cropAround.ts';

const PICTURE = { width: 400, height: 200 };
const SHAPE = { aspect: 4 / 3, margin: 0.25 };

test('an object in the middle gets a margin on each side', () => {
  const bounds = { left: 180, top: 85, width: 40, height: 30 };
  expect(cropAround(bounds, PICTURE, SHAPE)).toEqual({
    left: 170,
    top: 77.5,
    width: 60,
    height: 45,
  });
});

test('a crop never leaves the picture', () => {
  const corner = { left: 380, top: 190, width: 20, height: 10 };
  const { left, top, width, height } = cropAround(corner, PICTURE, SHAPE);
  expect([left + width, top + height]).toEqual([400, 200]);
  expect(width / height).toBeCloseTo(4 / 3);
});

test('what fills the picture is cut at the sides and keeps the shape', () => {
  const { left, top, width, height } = cropAround(null, PICTURE, SHAPE);
  expect(top).toBeCloseTo(0);
  expect(height).toBeCloseTo(200);
  expect(width).toBeCloseTo(800 / 3);
  expect(left).toBeCloseTo((400 - 800 / 3) / 2);
});
