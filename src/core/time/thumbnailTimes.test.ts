import { expect, test } from 'vitest';
import { thumbnailTimes } from './thumbnailTimes.ts';

const scale = (startSeconds: number, endSeconds: number) => ({ startSeconds, endSeconds });

test('the whole clip needs no more than its own thumbnails', () => {
  expect(thumbnailTimes(scale(0, 64), 64, 32)).toEqual([]);
  expect(thumbnailTimes(scale(0, 30), 64, 32)).toEqual([]);
});

test('a zoomed part gets its own pictures, in view only, and panning meets them again', () => {
  const times = thumbnailTimes(scale(10, 14), 64, 32);
  expect(times.length).toBeGreaterThan(12);
  expect(times.length).toBeLessThanOrEqual(25);
  expect(times.every((time) => time > 9.5 && time < 14.5)).toBe(true);
  const panned = thumbnailTimes(scale(11, 15), 64, 32);
  expect(panned.filter((time) => times.includes(time)).length).toBeGreaterThan(8);
});
