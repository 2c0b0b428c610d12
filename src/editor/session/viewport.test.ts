import { expect, test } from 'vitest';
import { FIT_VIEWPORT, MAX_ZOOM, panViewport, imageShareAt, zoomViewport } from './viewport.ts';

test('what is under the pointer stays there', () => {
  const close = zoomViewport(FIT_VIEWPORT, 4, 0.3, 0.5);
  expect(close.scale).toBe(4);
  expect(imageShareAt(close, 0.3)).toBeCloseTo(0.3);
  const closer = zoomViewport(close, 2, 0.6, 0.5);
  expect(imageShareAt(closer, 0.6)).toBeCloseTo(imageShareAt(close, 0.6));
});

test('nothing beside the picture is seen', () => {
  const corner = zoomViewport(FIT_VIEWPORT, 2, 0, 1);
  expect([corner.centreX, corner.centreY]).toEqual([0.25, 0.75]);
  expect(panViewport(corner, 5, -5)).toEqual(corner);
  expect(imageShareAt(corner, 0)).toBe(0);
});

test('zooming stays within fitted and the most', () => {
  expect(zoomViewport(FIT_VIEWPORT, 0.1, 0.2, 0.9)).toEqual(FIT_VIEWPORT);
  expect(zoomViewport(FIT_VIEWPORT, 1000, 0.5, 0.5).scale).toBe(MAX_ZOOM);
  const there = zoomViewport(FIT_VIEWPORT, 3, 0.9, 0.1);
  expect(zoomViewport(there, 1 / 3, 0.2, 0.2)).toEqual(FIT_VIEWPORT);
});

test('the picture follows the hand: a tenth of the place is less of a larger picture', () => {
  const close = zoomViewport(FIT_VIEWPORT, 4, 0.5, 0.5);
  const moved = panViewport(close, 0.1, -0.2);
  expect(moved.centreX).toBeCloseTo(0.475);
  expect(moved.centreY).toBeCloseTo(0.55);
  expect(panViewport(FIT_VIEWPORT, 0.3, 0.3)).toEqual(FIT_VIEWPORT);
});
