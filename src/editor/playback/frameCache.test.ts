import { expect, test } from 'vitest';
import type { FrameBitmap } from '../../protocol/requests.ts';
import { createFrameCache } from './frameCache.ts';

const closed: number[] = [];

/** 10 x 10 pixels of 4 bytes: 400 bytes. */
const frameOf = (frameIndex: number): FrameBitmap => {
  const bitmap = { width: 10, height: 10, close: () => closed.push(frameIndex) };
  return { frameIndex, bitmap };
};

const awayFrom =
  (target: number) =>
  ({ frameIndex }: FrameBitmap): number =>
    Math.abs(frameIndex - target);

test('takes the frame of least cost below the limit', () => {
  const cache = createFrameCache();
  cache.setThumbnails([10, 20, 30].map(frameOf));
  cache.add(frameOf(24));
  expect(cache.takeNearest(awayFrom(23), Infinity)?.picture.frameIndex).toBe(24);
  // A taken frame is not offered again until it is released.
  expect(cache.takeNearest(awayFrom(23), Infinity)?.picture.frameIndex).toBe(20);
  expect(cache.takeNearest(awayFrom(23), 3)).toBeNull();
});

test('a released frame returns to the cache; thumbnails are never closed', () => {
  closed.length = 0;
  const cache = createFrameCache();
  cache.setThumbnails([frameOf(10)]);
  cache.add(frameOf(24));
  for (const frameIndex of [24, 10]) {
    const taken = cache.takeNearest(awayFrom(frameIndex), Infinity);
    taken?.release(taken.picture);
    expect(cache.takeNearest(awayFrom(frameIndex), Infinity)?.picture).toBe(taken?.picture);
    taken?.release(taken.picture);
  }
  cache.clear();
  expect(closed).toEqual([24]);
  expect(cache.takeNearest(awayFrom(10), Infinity)).toBeNull();
});

test('the least recently shown frames are closed when the byte budget is exceeded', () => {
  closed.length = 0;
  const cache = createFrameCache(1200);
  for (const frameIndex of [1, 2, 3]) {
    cache.add(frameOf(frameIndex));
  }
  const first = cache.takeNearest(awayFrom(1), Infinity);
  if (first) first.release(first.picture);
  cache.add(frameOf(4));
  expect(closed).toEqual([2]);
  // A new copy replaces the cached copy of the same frame.
  cache.add(frameOf(4));
  expect(closed).toEqual([2, 4]);
});
