import { expect, test } from 'vitest';
import { summariseAudioMatch } from './audioMatches.ts';

test('the best second is one that was listened to', () => {
  const match = Float32Array.of(Number.NaN, -0.5, 0.25, -0.1, Number.NaN);
  expect(summariseAudioMatch(match)).toEqual({
    seconds: 5,
    computed: 3,
    bestSecond: 2,
    best: 0.25,
  });
  expect(summariseAudioMatch(Float32Array.of(Number.NaN)).computed).toBe(0);
});
