import { expect, test } from 'vitest';
import type { Box } from '../../core/mask/boxes.ts';
import { seenInstances } from './pointing.ts';

const CLASSES = 80;
const DOG = 16;
const PERSON = 0;

const detect = (
  found: readonly { readonly box: Box; readonly score: number; readonly of: number }[],
) => ({
  count: found.length,
  boxes: Float32Array.from(found.flatMap(({ box }) => box)),
  classScores: Float32Array.from(
    found.flatMap(({ score, of }) =>
      Array.from({ length: CLASSES }, (_, index) => (index === of ? score : 0.01)),
    ),
  ),
  colours: Float32Array.of(1),
});

test('each object once, from left to right, named where the detector is sure', () => {
  const seen = seenInstances(
    detect([
      { box: [0.6, 0.2, 0.9, 0.8], score: 0.8, of: DOG },
      { box: [0.1, 0.1, 0.4, 0.9], score: 0.2, of: PERSON },
      // Loose, a part, and noise.
      { box: [0.58, 0.2, 0.95, 0.85], score: 0.5, of: PERSON },
      { box: [0.65, 0.3, 0.75, 0.5], score: 0.4, of: DOG },
      { box: [0.45, 0.1, 0.5, 0.2], score: 0.06, of: DOG },
    ]),
  );
  expect(seen.map(({ name }) => name)).toEqual([null, 'dog']);
  expect(seen[1]?.box[0]).toBeCloseTo(0.6);
});

test('a part of another class can be pointed at', () => {
  const seen = seenInstances(
    detect([
      { box: [0.1, 0.1, 0.9, 0.9], score: 0.8, of: PERSON },
      { box: [0.4, 0.4, 0.6, 0.6], score: 0.3, of: DOG },
    ]),
  );
  expect(seen).toHaveLength(2);
  expect(seenInstances(detect([]))).toEqual([]);
});
