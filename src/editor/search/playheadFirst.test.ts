import { expect, test } from 'vitest';
import { pointPrompt } from '../../core/model/pointPrompt.ts';
import { framesBeforeRest } from './playheadFirst.ts';
import { createEmptyResult, type QueryResult } from './queryResult.ts';

const SWITCHES = { sound: true, words: true, memory: true, modality: true };
/** Five seconds at 10 frames a second: the overview frames are 5, 15, 25, 35, 45. */
const clip = {
  ptsSeconds: Float64Array.from({ length: 50 }, (_, index) => index / 10),
  durationSeconds: 5,
};
const empty = (): QueryResult =>
  createEmptyResult({ query: 'the dog', switches: SWITCHES, points: [] }, clip.ptsSeconds);

test('the frame at the playhead comes after the overview of the seconds before it', () => {
  expect(framesBeforeRest(clip, empty(), null, 32)).toEqual([5, 15, 25, 32]);
  expect(framesBeforeRest(clip, empty(), null, 0)).toEqual([0]);
});

const pointed = (frameIndex: number): QueryResult => ({
  ...empty(),
  query: '',
  points: [pointPrompt('include', frameIndex, [0, 0, 1, 1])],
});

test('what was pointed at on the frame at the playhead needs no frame before it', () => {
  expect(framesBeforeRest(clip, pointed(32), null, 32)).toEqual([32]);
  expect(framesBeforeRest(clip, pointed(5), null, 5)).toEqual([5]);
  expect(framesBeforeRest(clip, pointed(12), null, 32)).toEqual([5, 15, 25, 32]);
});

test('no frame outside of In and Out is asked for', () => {
  expect(framesBeforeRest(clip, empty(), { first: 20, last: 40 }, 32)).toEqual([25, 32]);
  expect(framesBeforeRest(clip, empty(), { first: 20, last: 30 }, 32)).toBeNull();
});

test('a frame that is answered, damaged or first anyway needs no request of its own', () => {
  const answered = empty();
  answered.presence[32] = 0.4;
  expect(framesBeforeRest(clip, answered, null, 32)).toBeNull();
  expect(framesBeforeRest(clip, { ...empty(), undecodable: [32] }, null, 32)).toBeNull();
  expect(framesBeforeRest(clip, empty(), null, 5)).toBeNull();
});
