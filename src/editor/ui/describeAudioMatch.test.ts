import { expect, test } from 'vitest';
import { describeAudioMatch, formatMatchScore } from './describeAudioMatch.ts';

const summary = { seconds: 8, computed: 8, bestSecond: 3, best: 0.42 };

test('a match is named with its time; what is no match is not', () => {
  expect(describeAudioMatch(summary)).toBe('The sound matches best at 0:03 (0.42 of 1).');
  for (const best of [0.14, 0.001, -0.2]) {
    expect(describeAudioMatch({ ...summary, best })).toBe('The sound hardly matches anywhere.');
  }
});

test('a score is never minus zero', () => {
  expect(['-0.001', '-0.2', '0.426'].map(Number).map(formatMatchScore)).toEqual([
    '0.00',
    '−0.20',
    '0.43',
  ]);
});
