import { expect, test } from 'vitest';
import { frameState, float32PresenceThreshold } from './frameState.ts';

test('three states, present at the threshold itself', () => {
  expect(frameState(undefined, 0)).toBe('not-computed');
  expect(frameState(0.49, 0.5)).toBe('empty');
  expect(frameState(0.5, 0.5)).toBe('present');
});

test('the least presence is present at every threshold, also when kept as float32', () => {
  for (let percent = 0; percent <= 100; percent++) {
    const [kept] = Float32Array.of(float32PresenceThreshold(percent / 100));
    expect(frameState(kept, percent / 100)).toBe('present');
    expect(kept).toBeCloseTo(percent / 100, 5);
  }
});
