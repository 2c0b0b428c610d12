import { expect, test } from 'vitest';
import { MODEL_SHAPE } from '../../core/model/manifest.ts';
import { findAudioNoun, findInstanceNouns, findVisualNouns } from './clipNouns.ts';
import { silentWindow } from '../segmentation/audioWindows.ts';
import type { Vocabulary } from './vocabulary.ts';

const { gridSize, nameWidth } = MODEL_SHAPE;

const axis = (channel: number, length = 1): Float32Array<ArrayBuffer> => {
  const vector = new Float32Array(nameWidth);
  vector[channel] = length;
  return vector;
};
const VOCABULARY: Vocabulary = {
  mean: new Float32Array(nameWidth),
  nouns: ['dog', 'cat', 'tree'].map((noun, channel) => ({ noun, embedding: axis(channel) })),
};

/** A map that names everything something else but for a corner of so many cells. */
const mapWith = (channel: number, cells: number, strength: number): Float32Array => {
  const map = new Float32Array(nameWidth * gridSize * gridSize);
  map.fill(1, 9 * gridSize * gridSize, 10 * gridSize * gridSize);
  for (let y = 0; y < cells; y++) {
    for (let x = 0; x < cells; x++) {
      map[channel * gridSize * gridSize + y * gridSize + x] = strength;
    }
  }
  return map;
};

const names = (map: Float32Array): string[] =>
  findVisualNouns(map, VOCABULARY).map(({ noun }) => noun);

test('a noun is seen where places are called so, surely and over enough of the picture', () => {
  expect(names(mapWith(1, 8, 3))).toEqual(['cat']);
  // One place of the 144 is smaller than what the model is trained to find.
  expect(names(mapWith(1, 2, 3))).toEqual([]);
  expect(names(mapWith(1, 8, 0.5))).toEqual([]);
});

test('a noun is heard where the sound is surely called so', () => {
  const window = silentWindow(MODEL_SHAPE);
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
