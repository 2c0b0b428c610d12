import { expect, test } from 'vitest';
import { FITTED, MOST_SCALE, pannedPicture, pictureShareAt, zoomedPicture } from './pictureZoom.ts';

test('what is under the pointer stays there', () => {
  const close = zoomedPicture(FITTED, 4, 0.3, 0.5);
  expect(close.scale).toBe(4);
  expect(pictureShareAt(close, 0.3)).toBeCloseTo(0.3);
  const closer = zoomedPicture(close, 2, 0.6, 0.5);
  expect(pictureShareAt(closer, 0.6)).toBeCloseTo(pictureShareAt(close, 0.6));
});

test('nothing beside the picture is seen', () => {
  const corner = zoomedPicture(FITTED, 2, 0, 1);
  expect([corner.centreX, corner.centreY]).toEqual([0.25, 0.75]);
  expect(pannedPicture(corner, 5, -5)).toEqual(corner);
  expect(pictureShareAt(corner, 0)).toBe(0);
});

test('zooming stays within fitted and the most', () => {
  expect(zoomedPicture(FITTED, 0.1, 0.2, 0.9)).toEqual(FITTED);
  expect(zoomedPicture(FITTED, 1000, 0.5, 0.5).scale).toBe(MOST_SCALE);
  const there = zoomedPicture(FITTED, 3, 0.9, 0.1);
  expect(zoomedPicture(there, 1 / 3, 0.2, 0.2)).toEqual(FITTED);
});

test('the picture follows the hand: a tenth of the place is less of a larger picture', () => {
  const close = zoomedPicture(FITTED, 4, 0.5, 0.5);
  const moved = pannedPicture(close, 0.1, -0.2);
  expect(moved.centreX).toBeCloseTo(0.475);
  expect(moved.centreY).toBeCloseTo(0.55);
  expect(pannedPicture(FITTED, 0.3, 0.3)).toEqual(FITTED);
});
