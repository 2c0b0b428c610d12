import { pointPrompt } from '../../core/model/pointPrompt.ts';
import { expect, test } from 'vitest';
import {
  stateChangeFrames,
  countStateDifferences,
  countFrames,
  cueWeightsAt,
  createEmptyResult,
  writeFrame,
  isComplete,
  meanCueWeights,
  nextAppearance,
  nextStateChange,
  presenceAt,
  queryResultId,
  frameStateAt,
  withUndecodableFrame,
} from './queryResult.ts';

const SWITCHES = { sound: true, words: true, memory: true, modality: true };

const maskHeader = (frameIndex: number, presence: number) => ({
  frameIndex,
  presence,
  cueWeights: { sound: 0.25, sight: 0.25, words: 0.5 },
  objectScores: [],
  maskWidth: 96,
  maskHeight: 96,
});

/** @param framesASecond at one, no frame has a neighbour that steadies it. */
const resultOf = (presences: readonly (number | null)[], framesASecond = 1) => {
  const ptsSeconds = presences.map((_, frameIndex) => frameIndex / framesASecond);
  const result = createEmptyResult(
    { query: 'the dog', switches: SWITCHES, points: [] },
    ptsSeconds,
  );
  for (const [frameIndex, presence] of presences.entries()) {
    if (presence !== null) {
      writeFrame(result, maskHeader(frameIndex, presence));
    }
  }
  return result;
};

test('a frame that was not computed has no presence, no weights and a state of its own', () => {
  const result = resultOf([null, 0]);
  expect(presenceAt(result, 0)).toBeUndefined();
  expect(cueWeightsAt(result, 0)).toBeNull();
  expect(frameStateAt(result, 0, 0.5)).toBe('not-computed');
  expect(frameStateAt(result, 1, 0.5)).toBe('empty');
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
  const request = { query: 'a', switches: SWITCHES, points: [] };
  const id = queryResultId(request);
  expect(id).not.toBe(queryResultId({ ...request, switches: { ...SWITCHES, sound: false } }));
  expect(id).not.toBe(
    queryResultId({ ...request, points: [pointPrompt('include', 0, [0, 0, 1, 1])] }),
  );
  expect(id).not.toBe(queryResultId({ ...request, query: 'b' }));
});

test('mean weights are of the frames in which it is there, of all when it is nowhere', () => {
  const result = resultOf([0.9, 0, null]);
  result.cueWeights.set([0.1, 0.2, 0.7], 0);
  const rounded = (threshold: number) => {
    const weights = meanCueWeights(result, threshold);
    return weights && Object.values(weights).map((share) => Math.round(share * 1000) / 1000);
  };
  expect(rounded(0.5)).toEqual([0.1, 0.2, 0.7]);
  expect(rounded(0.95)).toEqual([0.175, 0.225, 0.6]);
  expect(meanCueWeights(resultOf([null]), 0.5)).toBeNull();
});

test('answers differ where both looked and one alone says that it is there', () => {
  const a = resultOf([0.9, 0.9, null, 0, 0]);
  const b = resultOf([0.9, 0, 0.9, null, 0.9]);
  expect(countStateDifferences(a, b, 0.5)).toBe(2);
});

test('a range is complete when its own frames are', () => {
  const result = resultOf([null, 0, 0.9, null]);
  expect(isComplete(result, null)).toBe(false);
  expect(isComplete(result, { first: 1, last: 2 })).toBe(true);
  expect(isComplete(result, { first: 1, last: 3 })).toBe(false);
});

test('appearances are the changes at which it comes', () => {
  const result = resultOf([0, 0.9, 0.9, 0, 0.9, 0]);
  expect(stateChangeFrames(result, 0.5)).toEqual([1, 3, 4, 5]);
  expect(nextAppearance(result, 1, 1, 0.5)).toBe(4);
  expect(nextAppearance(result, 4, -1, 0.5)).toBe(1);
  expect(nextAppearance(result, 4, 1, 0.5)).toBeNull();
});

test('a damaged frame leaves nothing to go on with', () => {
  const result = resultOf([0.2, null, 0.7]);
  expect(isComplete(result, null)).toBe(false);
  const told = withUndecodableFrame(withUndecodableFrame(result, 1), 1);
  expect(told.undecodable).toEqual([1]);
  expect(isComplete(told, null)).toBe(true);
});

test('a frame that was missed between two that were found is shown as found', () => {
  const { presence, rawPresence } = resultOf([0.9, 0.2, 0.8, 0.1, 0.1], 25);
  expect(presence[1]).toBeCloseTo(0.8);
  expect(rawPresence[1]).toBeCloseTo(0.2);
});

test('frames may come in any order: those already there are steadied by what comes', () => {
  const result = createEmptyResult(
    { query: 'the dog', switches: SWITCHES, points: [] },
    [0, 0.04, 0.08],
  );
  for (const frameIndex of [1, 2, 0]) {
    writeFrame(result, maskHeader(frameIndex, [0.9, 0.2, 0.8][frameIndex] ?? 0));
  }
  expect(result.presence[1]).toBeCloseTo(0.8);
});

test('a frame in which a person pointed at something keeps its own presence', () => {
  const points = [pointPrompt('include', 1, [0, 0, 1, 1])];
  const result = createEmptyResult({ query: '', switches: SWITCHES, points }, [0, 0.04, 0.08]);
  for (const frameIndex of [0, 1, 2]) {
    writeFrame(result, {
      frameIndex,
      presence: frameIndex === 1 ? 1 : 0,
      cueWeights: { sound: 0, sight: 0, words: 0 },
      objectScores: [],
      maskWidth: 1,
      maskHeight: 1,
    });
  }
  expect(Array.from(result.presence)).toEqual([0, 1, 0]);
});
