import { expect, test } from 'vitest';
import { distinctInstances } from './distinctInstances.ts';
import type { ScoredBox } from './distinctInstances.ts';

const dog: ScoredBox = { box: [0.1, 0.1, 0.5, 0.5], score: 0.8 };
const head: ScoredBox = { box: [0.1, 0.1, 0.25, 0.25], score: 0.3 };
const looseBox: ScoredBox = { box: [0, 0, 0.6, 0.9], score: 0.5 };
const beside: ScoredBox = { box: [0.4, 0.1, 0.8, 0.5], score: 0.75 };
const overlapping: ScoredBox = { box: [0.2, 0.1, 0.6, 0.5], score: 0.7 };
const noise: ScoredBox = { box: [0.8, 0.8, 0.9, 0.9], score: 0.2 };

test.each<[string, ScoredBox[], ScoredBox[]]>([
  ['parts and loose boxes go', [head, dog, looseBox], [dog]],
  ['two objects side by side stay, in order', [beside, dog], [beside, dog]],
  [
    'two that overlap stay where the detector is as sure of both',
    [dog, overlapping],
    [dog, overlapping],
  ],
  ['what the detector hardly believes in goes', [dog, noise], [dog]],
  ['alone it stays', [noise], [noise]],
  ['of nothing nothing is left', [], []],
])('%s', (_, meant, expected) => {
  expect(distinctInstances(meant)).toEqual(expected);
});
