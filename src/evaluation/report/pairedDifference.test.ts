import { expect, test } from 'vitest';
import { createSeededRandom } from '../../core/util/seededRandom.ts';
import { isSignificant, pairedDifference } from './pairedDifference.ts';

/** Normal by the sum of twelve uniform numbers. */
const normal = (random: () => number): number =>
  Array.from({ length: 12 }, random).reduce((sum, value) => sum + value, 0) - 6;

const pairsOf = (name: string, clips: number, shift: number, perClip = 1) => {
  const random = createSeededRandom(name);
  return Array.from({ length: clips }, (_, clip) => {
    const after = shift + normal(random);
    return Array.from({ length: perClip }, () => ({ clip: `${clip}`, before: 0, after }));
  }).flat();
};

test('the interval is that of the mean: 1.96 standard errors', () => {
  const found = pairedDifference(pairsOf('a', 400, 0.3));
  // A standard error of 1 / 20.
  expect(found?.mean).toBeCloseTo(0.3, 0);
  expect((found?.high ?? 0) - (found?.low ?? 0)).toBeCloseTo(2 * 1.96 * 0.05, 1);
  expect(found).toEqual(pairedDifference(pairsOf('a', 400, 0.3)));
});

test('about one interval in twenty misses the truth', () => {
  const missed = Array.from({ length: 100 }, (_, run) =>
    pairedDifference(pairsOf(`run ${run}`, 60, 0)),
  ).filter((found) => found !== null && isSignificant(found));
  expect(missed.length).toBeGreaterThan(0);
  expect(missed.length).toBeLessThan(14);
});

const width = (perClip: number): number => {
  const found = pairedDifference(pairsOf('b', 50, 0, perClip));
  return (found?.high ?? 0) - (found?.low ?? 0);
};

test('sentences of one clip count as one draw', () => {
  expect(width(8)).toBeCloseTo(width(1), 6);
});

test('a few clips have no interval', () => {
  expect(pairedDifference(pairsOf('c', 7, 1, 20))).toBe(null);
  expect(pairedDifference(pairsOf('c', 8, 1))).not.toBe(null);
  expect(pairedDifference([])).toBe(null);
});
