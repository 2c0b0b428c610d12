import { expect, test } from 'vitest';
import type { FrameBitmap } from '../../rendering/compositor/frameBitmap.ts';
import { createFrameCache } from './frameCache.ts';

const closed: number[] = [];

/** 4 bytes a pixel, and so 400 in all. */
const pictureOf = (frameIndex: number): FrameBitmap => {
  const bitmap = { width: 10, height: 10, close: () => closed.push(frameIndex) };
  return { frameIndex, bitmap };
};

const awayFrom =
  (target: number) =>
  ({ frameIndex }: FrameBitmap): number =>
    Math.abs(frameIndex - target);

test('gives the nearest picture, if it is nearer than what is shown', () => {
  const atHand = createFrameCache();
  atHand.setThumbnails([10, 20, 30].map(pictureOf));
  atHand.add(pictureOf(24));
  expect(atHand.takeNearest(awayFrom(23), Infinity)?.picture.frameIndex).toBe(24);
  // That one is away until it is released.
  expect(atHand.takeNearest(awayFrom(23), Infinity)?.picture.frameIndex).toBe(20);
  expect(atHand.takeNearest(awayFrom(23), 3)).toBeNull();
});

test('what is kept comes back when it is released; thumbnails are never closed', () => {
  closed.length = 0;
  const atHand = createFrameCache();
  atHand.setThumbnails([pictureOf(10)]);
  atHand.add(pictureOf(24));
  for (const frameIndex of [24, 10]) {
    const taken = atHand.takeNearest(awayFrom(frameIndex), Infinity);
    taken?.release(taken.picture);
    expect(atHand.takeNearest(awayFrom(frameIndex), Infinity)?.picture).toBe(taken?.picture);
    taken?.release(taken.picture);
  }
  atHand.clear();
  expect(closed).toEqual([24]);
  expect(atHand.takeNearest(awayFrom(10), Infinity)).toBeNull();
});

test('keeps to its bytes: what was not shown for longest is closed', () => {
  closed.length = 0;
  const atHand = createFrameCache(1200);
  for (const frameIndex of [1, 2, 3]) {
    atHand.add(pictureOf(frameIndex));
  }
  const first = atHand.takeNearest(awayFrom(1), Infinity);
  if (first) first.release(first.picture);
  atHand.add(pictureOf(4));
  expect(closed).toEqual([2]);
  // The same frame anew takes the place of the one before.
  atHand.add(pictureOf(4));
  expect(closed).toEqual([2, 4]);
});
