import { expect, test } from 'vitest';
import { weakGuessThresholds } from './weakGuess.ts';

test('a mask below the usual threshold is made visible by a lower one', () => {
  const probability = Uint8Array.of(0, 10, 51, 40);
  const guess = weakGuessThresholds(0.07, probability, 0.5);
  expect(guess?.presenceThreshold).toBeCloseTo(0.063);
  expect(guess?.maskThreshold).toBeCloseTo(0.1);
  const threshold = guess?.maskThreshold ?? 1;
  expect(probability.filter((value) => value / 255 > threshold)).toHaveLength(2);
});

test('a mask that the usual threshold shows keeps it', () => {
  expect(weakGuessThresholds(0.3, Uint8Array.of(0, 200), 0.5)).toMatchObject({
    maskThreshold: null,
  });
});

test('an empty mask is no guess', () => {
  expect(weakGuessThresholds(0.1, new Uint8Array(4), 0.5)).toBeNull();
});
