import { expect, test } from 'vitest';
import { distinctInstances } from './distinctInstances.ts';
import type { MeantBox } from './distinctInstances.ts';

const dog: MeantBox = { box: [0.1, 0.1, 0.5, 0.5], score: 0.8, probability: 0.9 };
const head: MeantBox = { box: [0.1, 0.1, 0.25, 0.25], score: 0.3, probability: 0.9 };
const looseBox: MeantBox = { box: [0, 0, 0.6, 0.9], score: 0.5, probability: 0.9 };
const beside: MeantBox = { box: [0.4, 0.1, 0.8, 0.5], score: 0.75, probability: 0.9 };
const overlapping: MeantBox = { box: [0.2, 0.1, 0.6, 0.5], score: 0.7, probability: 0.9 };
const noise: MeantBox = { box: [0.8, 0.8, 0.9, 0.9], score: 0.2, probability: 0.9 };

test.each<[string, MeantBox[], MeantBox[]]>([
  ['parts and loose boxes go', [head, dog, looseBox], [dog]],
  ['two objects side by side stay, in order', [beside, dog], [beside, dog]],
  [
    'two that overlap stay where the detector is as sure of both',
    [dog, overlapping],
    [dog, overlapping],
  ],
  [
    'of two that overlap the one that is less meant goes',
    [dog, { ...overlapping, probability: 0.7 }],
    [dog],
  ],
  ['what the detector hardly believes in goes', [dog, noise], [dog]],
  ['alone it stays', [noise], [noise]],
  ['of nothing nothing is left', [], []],
])('%s', (_, meant, expected) => {
  expect(distinctInstances(meant)).toEqual(expected);
});
