import { expect, test } from 'vitest';
import { findAudioNoun, findInstanceNouns } from './clipNouns.ts';
import { silentWindow } from '../segmentation/audioWindows.ts';
import type { Vocabulary } from './vocabulary.ts';

const SIZES = { windowSeconds: 10, width: 8, nameWidth: 16 };
const { nameWidth } = SIZES;

const axis = (channel: number, length = 1): Float32Array<ArrayBuffer> => {
  const vector = new Float32Array(nameWidth);
  vector[channel] = length;
  return vector;
};
const VOCABULARY: Vocabulary = {
  mean: new Float32Array(nameWidth),
  nouns: ['dog', 'cat', 'tree'].map((noun, channel) => ({ noun, embedding: axis(channel) })),
};

test('a noun is heard where the sound is surely called so', () => {
  const window = silentWindow(SIZES);
  window.audioMask.set([1, 1, 0]);
  window.audioTextEmbeddings.set(axis(0, 0.9), 0);
  window.audioTextEmbeddings.set(axis(0, 0.3), nameWidth);
  window.audioTextEmbeddings.set(axis(0, 0.9), 2 * nameWidth);
  expect(findAudioNoun(window, 0, VOCABULARY)?.noun).toBe('dog');
  expect(findAudioNoun(window, 1, VOCABULARY)).toBeNull();
  expect(findAudioNoun(window, 2, VOCABULARY)).toBeNull();
});

test('instances are called by their names where the detector is sure of them', () => {
  const found = findInstanceNouns(
    {
      count: 4,
      colours: Float32Array.of(1),
      boxes: Float32Array.of(0, 0, 0.3, 0.3, 0.5, 0, 1, 1, 0, 0.5, 0.05, 0.55, 0, 0, 1, 1),
      classScores: Float32Array.of(0.9, 0.1, 0.1, 0.8, 0.9, 0.1, 0.1, 0.1),
      tokens: new Float32Array(4),
      nameVectors: Float32Array.from(
        [axis(0), axis(1), axis(2), axis(2)].flatMap((name) => [...name]),
      ),
    },
    VOCABULARY,
  );
  // The larger first; of the trees one is too small, the other is hardly seen.
  expect(found.map(({ noun }) => noun)).toEqual(['cat', 'dog']);
  const none = new Float32Array();
  const empty = {
    count: 0,
    boxes: none,
    classScores: none,
    colours: none,
    tokens: none,
    nameVectors: none,
  };
  expect(findInstanceNouns(empty, VOCABULARY)).toEqual([]);
});
