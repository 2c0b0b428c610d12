import { expect, test } from 'vitest';
import {
  panTimeScale,
  secondsAt,
  shareAt,
  scrollToShow,
  snapToNearest,
  spanSeconds,
  zoomTimeScale,
} from './timeScale.ts';

const whole = { startSeconds: 0, endSeconds: 60 };

test('shares and seconds are inverse', () => {
  const scale = { startSeconds: 10, endSeconds: 30 };
  expect(secondsAt(scale, 0.25)).toBe(15);
  expect(shareAt(scale, 15)).toBe(0.25);
  expect(shareAt(scale, 40)).toBe(1.5);
});

test('zooming keeps the anchor where it is, inside of the clip', () => {
  const near = zoomTimeScale(whole, 0.5, 20, 60);
  expect(spanSeconds(near)).toBe(30);
  expect(shareAt(near, 20)).toBeCloseTo(shareAt(whole, 20));
  expect(zoomTimeScale(near, 100, 20, 60)).toEqual(whole);
  expect(spanSeconds(zoomTimeScale(near, 0, 20, 60))).toBeCloseTo(0.2);
  // Out from the end: the scale does not go past it.
  const atEnd = { startSeconds: 50, endSeconds: 60 };
  expect(zoomTimeScale(atEnd, 2, 50, 60)).toEqual({ startSeconds: 40, endSeconds: 60 });
  // A clip that is shorter than the closest zoom.
  expect(zoomTimeScale({ startSeconds: 0, endSeconds: 0.1 }, 0.5, 0, 0.1)).toEqual({
    startSeconds: 0,
    endSeconds: 0.1,
  });
});

test('panning stops at both ends', () => {
  const scale = { startSeconds: 10, endSeconds: 20 };
  expect(panTimeScale(scale, 5, 60)).toEqual({ startSeconds: 15, endSeconds: 25 });
  expect(panTimeScale(scale, -50, 60)).toEqual({ startSeconds: 0, endSeconds: 10 });
  expect(panTimeScale(scale, 500, 60)).toEqual({ startSeconds: 50, endSeconds: 60 });
});

test('a time outside of the scale turns pages until it is shown', () => {
  const scale = { startSeconds: 10, endSeconds: 20 };
  expect(scrollToShow(scale, 15, 60)).toBe(scale);
  expect(scrollToShow(scale, 21, 60)).toEqual({ startSeconds: 20, endSeconds: 30 });
  expect(scrollToShow(scale, 3, 60)).toEqual({ startSeconds: 0, endSeconds: 10 });
  expect(scrollToShow(scale, 59, 60)).toEqual({ startSeconds: 50, endSeconds: 60 });
});

test('snapping takes the nearest candidate within reach', () => {
  expect(snapToNearest(10, [3, 8, 11], 2)).toBe(11);
  expect(snapToNearest(10, [3, 8.5, 14], 2)).toBe(8.5);
  expect(snapToNearest(10, [3, 14], 2)).toBe(10);
});
