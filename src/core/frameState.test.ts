import { expect, test } from 'vitest';
import { frameState } from './frameState.ts';

test('three states, present at the threshold itself', () => {
  expect(frameState(undefined, 0)).toBe('not-computed');
  expect(frameState(0.49, 0.5)).toBe('empty');
  expect(frameState(0.5, 0.5)).toBe('present');
});
