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

test.each([0, 12, 25, 32, 49])(
  'the first answer is of the frame at the playhead: %i',
  (playhead) => {
    const first = framesBeforeRest(clip, empty(), null, playhead);
    expect(first).toEqual([playhead]);
  },
);

test('where many seconds come before it, their overview frames are answered on the way', () => {
  const long = {
    ptsSeconds: Float64Array.from({ length: 630 }, (_, index) => index / 10),
    durationSeconds: 63,
  };
  const request = { query: 'the dog', switches: SWITCHES, points: [] };
  const result = createEmptyResult(request, long.ptsSeconds);
  expect(framesBeforeRest(long, result, null, 609)).toEqual([609]);
  const frames = framesBeforeRest(long, result, null, 612);
  expect(frames).toHaveLength(62);
  expect(frames?.at(-1)).toBe(612);
  expect(framesBeforeRest(long, result, { first: 590, last: 620 }, 612)).toEqual([595, 605, 612]);
});

const pointed = (frameIndex: number): QueryResult => ({
  ...empty(),
  query: '',
  points: [pointPrompt('include', frameIndex, [0, 0, 1, 1])],
});

test('what was pointed at on the frame at the playhead needs no frame before it', () => {
  expect(framesBeforeRest(clip, pointed(32), null, 32)).toEqual([32]);
  expect(framesBeforeRest(clip, pointed(5), null, 5)).toEqual([5]);
  expect(framesBeforeRest(clip, pointed(12), null, 32)).toEqual([32]);
});

test('no frame outside of In and Out is asked for', () => {
  expect(framesBeforeRest(clip, empty(), { first: 20, last: 40 }, 32)).toEqual([32]);
  expect(framesBeforeRest(clip, empty(), { first: 20, last: 30 }, 32)).toBeNull();
});

test('a frame that is answered, damaged or first anyway needs no request of its own', () => {
  const answered = empty();
  answered.presence[32] = 0.4;
  expect(framesBeforeRest(clip, answered, null, 32)).toBeNull();
  expect(framesBeforeRest(clip, { ...empty(), undecodable: [32] }, null, 32)).toBeNull();
  expect(framesBeforeRest(clip, empty(), null, 5)).toBeNull();
});
