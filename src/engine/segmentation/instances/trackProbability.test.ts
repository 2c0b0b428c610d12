import { describe, expect, test } from 'vitest';
import { chooseMeant, createTrackProbabilities } from './trackProbability.ts';
import type { TrackAnswer } from './trackProbability.ts';

const logit = (p: number): number => Math.log(p / (1 - p));
const answer = (p: number, more: Partial<TrackAnswer> = {}): TrackAnswer => ({
  trackId: 0,
  meantLogit: logit(p),
  score: 0.5,
  boxArea: 0.1,
  ...more,
});

describe('p(track) over time', () => {
  test('is the mean over two seconds on both sides, and changes over the clip', () => {
    const track = createTrackProbabilities();
    for (let second = 0; second < 12; second++) {
      track.addFrame(second, [answer(second < 6 ? 0.9 : 0.1)]);
    }
    expect(track.probabilityAt(0, 2)).toBeCloseTo(0.9, 5);
    expect(track.probabilityAt(0, 6)).toBeCloseTo((2 * 0.9 + 3 * 0.1) / 5, 5);
    expect(track.probabilityAt(0, 10)).toBeCloseTo(0.1, 5);
    expect(track.probabilityAt(0, 5.5)).toBeCloseTo(0.5, 5);
    expect(track.probabilityAt(0, 50)).toBeCloseTo(0.1, 5);
  });

  test('weighs by the detector’s score and by what is visible', () => {
    const track = createTrackProbabilities();
    track.addFrame(0, [answer(0.9, { score: 0.9 })]);
    track.addFrame(1, [answer(0.1, { score: 0.1 })]);
    expect(track.probabilityAt(0, 0)).toBeCloseTo(0.82, 5);
    track.addFrame(1, [answer(0.1, { score: 0.9, boxArea: 0.025 })]);
    expect(track.probabilityAt(0, 0)).toBeCloseTo(0.74, 5);
  });

  test('does not depend on the order in which frames come', () => {
    const forwards = createTrackProbabilities();
    const backwards = createTrackProbabilities();
    const values = [0.2, 0.9, 0.4, 0.7];
    values.forEach((p, second) => forwards.addFrame(second, [answer(p)]));
    values.toReversed().forEach((p, index) => backwards.addFrame(3 - index, [answer(p)]));
    for (const seconds of [0, 0.3, 1.7, 3]) {
      expect(backwards.probabilityAt(0, seconds)).toBe(forwards.probabilityAt(0, seconds));
    }
  });

  test('is unknown of a track that is nowhere near', () => {
    const track = createTrackProbabilities();
    expect(track.probabilityAt(0, 0)).toBe(null);
    track.addFrame(0, [answer(0.9)]);
    track.addFrame(1, []);
    track.addFrame(8, []);
    track.addFrame(9, []);
    expect(track.probabilityAt(1, 0)).toBe(null);
    expect(track.probabilityAt(0, 4)).toBeCloseTo(0.9, 5);
    expect(track.probabilityAt(0, 8.5)).toBe(null);
  });

  test('answers that are not numbers are passed over; weights of zero count as equal', () => {
    const track = createTrackProbabilities();
    track.addFrame(0, [answer(0.8, { score: 0, boxArea: 0 })]);
    track.addFrame(1, [answer(0.4, { score: Number.NaN })]);
    track.addFrame(2, [answer(0.5, { meantLogit: Number.NaN })]);
    expect(track.probabilityAt(0, 1)).toBeCloseTo(0.6, 5);
  });
});

describe('what is meant', () => {
  const thresholds = { instance: 0.5, presence: 0.4 };
  test.each<[string, (number | null)[], { rows: number[]; presence: number }]>([
    ['all at or above the threshold', [0.5, 0.2, 0.9], { rows: [0, 2], presence: 0.9 }],
    ['else the best alone', [0.41, 0.45, 0.45], { rows: [1], presence: 0.45 }],
    ['else nothing', [0.1, 0.39], { rows: [], presence: 0.39 }],
    ['nothing without instances', [], { rows: [], presence: 0 }],
    ['nothing that is unknown', [null, Number.NaN], { rows: [], presence: 0 }],
  ])('%s', (_, probabilities, expected) => {
    expect(chooseMeant(probabilities, thresholds)).toEqual(expected);
  });

  test('thresholds of zero choose nothing that is unknown', () => {
    const zero = { instance: 0, presence: 0 };
    expect(chooseMeant([null], zero).rows).toEqual([]);
    expect(chooseMeant([0], zero).rows).toEqual([0]);
  });
});
