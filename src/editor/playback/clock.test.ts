import { expect, test } from 'vitest';
import { createClock } from './clock.ts';

test('media time follows the master clock at the rate, from the start time on', () => {
  let master = 10;
  const clock = createClock(() => master);
  clock.start(2.5, 2, 10.25);
  expect(clock.mediaSeconds()).toBe(2.5);
  master = 10.25;
  expect(clock.mediaSeconds()).toBe(2.5);
  master = 11.25;
  expect(clock.mediaSeconds()).toBe(4.5);
});

test('masterSecondsAt is the inverse of mediaSeconds', () => {
  let master = 0;
  const clock = createClock(() => master);
  clock.start(3, 0.5, 1);
  master = clock.masterSecondsAt(4);
  expect(master).toBe(3);
  expect(clock.mediaSeconds()).toBe(4);
});
