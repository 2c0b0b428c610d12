import { expect, test } from 'vitest';
import { audioMatch } from './audioMatch.ts';
import { silentWindow } from '../segmentation/audioWindows.ts';

const SIZES = { windowSeconds: 10, width: 8, nameWidth: 16 };
const { nameWidth, windowSeconds } = SIZES;

const vector = (...values: readonly number[]): Float32Array => {
  const filled = new Float32Array(nameWidth);
  filled.set(values);
  return filled;
};

test('a second matches by its name along the sentence without what all sentences share', () => {
  const window = silentWindow(SIZES);
  window.audioMask.set([1, 1, 1]);
  window.audioTextEmbeddings.set(vector(0.8), 0);
  window.audioTextEmbeddings.set(vector(0, 0.5), nameWidth);
  window.audioTextEmbeddings.set(vector(-0.6), 2 * nameWidth);
  const matches = audioMatch(
    windowSeconds + 1,
    (index) => (index === 0 ? window : null),
    windowSeconds,
    vector(3, 7),
    vector(1, 7),
  );
  expect(Array.from(matches.subarray(0, 3), (value) => Math.round(value * 100))).toEqual([
    80, 0, -60,
  ]);
  // No sound there, or not listened to yet: not computed is not "no match".
  expect(matches[3]).toBeNaN();
  expect(matches[windowSeconds]).toBeNaN();
});
