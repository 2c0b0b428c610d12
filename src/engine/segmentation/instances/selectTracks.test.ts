import { expect, test } from 'vitest';
import { selectTracks } from './selectTracks.ts';
import type { Track } from './tracker.ts';

/** A track seen at these seconds that looks like `angle`, in degrees; each in a column of its own. */
const track = (id: number, angle: number, seconds: readonly number[], column = id): Track => {
  const radians = (angle * Math.PI) / 180;
  const look = Float32Array.of(Math.cos(radians), Math.sin(radians));
  return {
    id,
    name: look,
    token: look,
    classes: look,
    observations: seconds.map((second) => ({
      seconds: second,
      box: [column, 0, column + 1, 1],
    })),
  };
};

const tracks = [
  track(0, 0, [0, 1]), // a dog
  track(1, 5, [0, 1]), // another dog, in the same frames
  track(2, 90, [0, 1]), // a cat
  track(3, 2, [5, 6]), // a dog after a cut
  track(4, 88, [5, 6]), // a cat after a cut
];
const ids = (...examples: Parameters<typeof selectTracks>): number[] =>
  Array.from(selectTracks(...examples)).toSorted((a, b) => a - b);

test('only this: the track itself and what looks like it elsewhere, not what is beside it', () => {
  expect(ids(tracks, { kind: 'only-this', wanted: [0], unwanted: [2] })).toEqual([0, 3]);
});

test('not this: the track itself and what looks like it elsewhere goes, what is beside it stays', () => {
  expect(ids(tracks, { kind: 'not-this', wanted: [], unwanted: [2] })).toEqual([0, 1, 3]);
  expect(ids(tracks, { kind: 'not-this', wanted: [], unwanted: [1] })).toEqual([0, 2, 4]);
});

test('what lies on an example under a similar name is the example once more', () => {
  const loose = track(5, 25, [0, 1], 2); // at the cat's place, called something else
  const part = track(6, 50, [0, 1], 2); // at the cat's place, called nearly the same
  const all = [...tracks, loose, part];
  expect(ids(all, { kind: 'not-this', wanted: [], unwanted: [2] })).toEqual([0, 1, 3, 5]);
  expect(ids(all, { kind: 'only-this', wanted: [2], unwanted: [0] })).toEqual([2, 4, 6]);
});

test('examples are as they say, also against what they look like', () => {
  expect(ids(tracks, { kind: 'not-this', wanted: [3], unwanted: [1] })).toEqual([0, 2, 3, 4]);
  expect(ids(tracks, { kind: 'only-this', wanted: [0, 2], unwanted: [4] })).toEqual([0, 2, 3]);
});

test('without examples, or with unknown ones, "not this" keeps all and "only this" none', () => {
  for (const unwanted of [[], [99]]) {
    expect(ids(tracks, { kind: 'not-this', wanted: [], unwanted })).toHaveLength(5);
    expect(ids(tracks, { kind: 'only-this', wanted: [], unwanted })).toEqual([]);
  }
  expect(ids([], { kind: 'not-this', wanted: [0], unwanted: [1] })).toEqual([]);
});
