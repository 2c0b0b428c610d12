import { expect, test } from 'vitest';
import { createLabelTracks, WHOLE_OBJECT } from './labelTracks.ts';

const HORSES = {
  name: 'the horses',
  category: 'horse',
  frames: [[7, 3], [3], [7, 3, 9], [WHOLE_OBJECT]],
};
const DOG = { name: 'the dog', category: 'dog', frames: [] };
const FOAL = { name: 'the foal', category: 'horse', frames: [[3]] };

test('tracks are numbered by object, then by the first frame that shows them', () => {
  const { tracks, categories, tracksOf, trackOf } = createLabelTracks([HORSES, DOG, FOAL], 100);
  expect(tracks.map(({ trackId, name }) => [trackId, name])).toEqual([
    [1, 'the horses'],
    [2, 'the horses'],
    [3, 'the horses'],
    [4, 'the horses'],
    [5, 'the dog'],
    [6, 'the foal'],
  ]);
  expect(categories).toEqual(['horse', 'dog']);
  expect(tracks[5]).toMatchObject({ category: 'horse', categoryIndex: 0 });
  // The same instance in two objects has a track in each.
  expect([trackOf(0, 3)?.trackId, trackOf(0, 9)?.trackId, trackOf(2, 3)?.trackId]).toEqual([
    2, 3, 6,
  ]);
  expect(trackOf(0, WHOLE_OBJECT)?.trackId).toBe(4);
  expect(tracksOf(1).map(({ trackId }) => trackId)).toEqual([5]);
});

test('what is beyond the bound is labelled as the whole object', () => {
  const { tracks, trackOf } = createLabelTracks([HORSES, DOG, FOAL], 4);
  expect(tracks).toHaveLength(4);
  expect([7, 3, 9, WHOLE_OBJECT].map((id) => trackOf(0, id)?.trackId)).toEqual([1, 2, 2, 2]);
  expect(trackOf(2, 3)?.trackId).toBe(4);
});
