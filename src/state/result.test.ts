import { expect, test } from 'vitest';
import {
  countFrames,
  cueWeightsAt,
  emptyResult,
  fillFrame,
  nextStateChange,
  presenceAt,
  resultId,
  stateAt,
} from './result.ts';

const SWITCHES = { sound: true, words: true, memory: true, modality: true };

const resultOf = (presences: readonly (number | null)[]) => {
  const result = emptyResult('the dog', SWITCHES, presences.length);
  for (const [frameIndex, presence] of presences.entries()) {
    if (presence !== null) {
      fillFrame(result, {
        frameIndex,
        presence,
        cueWeights: { sound: 0.25, sight: 0.25, words: 0.5 },
        objectScores: [],
        maskWidth: 96,
        maskHeight: 96,
      });
    }
  }
  return result;
};

test('a frame that was not computed has no presence, no weights and a state of its own', () => {
  const result = resultOf([null, 0]);
  expect(presenceAt(result, 0)).toBeUndefined();
  expect(cueWeightsAt(result, 0)).toBeNull();
  expect(stateAt(result, 0, 0.5)).toBe('not-computed');
  expect(stateAt(result, 1, 0.5)).toBe('empty');
  expect(cueWeightsAt(result, 1)).toEqual({ sound: 0.25, sight: 0.25, words: 0.5 });
});

test('counts follow the threshold without computing anything again', () => {
  const result = resultOf([0.25, null, 0.75, 0.5]);
  expect(countFrames(result, 0.5)).toEqual({
    frames: 4,
    computed: 3,
    present: 2,
    bestPresence: 0.75,
    bestFrameIndex: 2,
  });
  expect(countFrames(result, 0.8).present).toBe(0);
});

test('changes are found in both directions, past frames that are not computed', () => {
  const result = resultOf([0, 0, null, 0.9, null, 0.9, 0, null, 0, 0.9]);
  expect(nextStateChange(result, 0, 1, 0.5)).toBe(3);
  expect(nextStateChange(result, 3, 1, 0.5)).toBe(6);
  expect(nextStateChange(result, 6, 1, 0.5)).toBe(9);
  expect(nextStateChange(result, 9, 1, 0.5)).toBeNull();
  expect(nextStateChange(result, 9, -1, 0.5)).toBe(6);
  expect(nextStateChange(result, 3, -1, 0.5)).toBeNull();
});

test('the same sentence with other cues is another result', () => {
  expect(resultId('a', SWITCHES)).not.toBe(resultId('a', { ...SWITCHES, sound: false }));
  expect(resultId('a', SWITCHES)).not.toBe(resultId('b', SWITCHES));
});
