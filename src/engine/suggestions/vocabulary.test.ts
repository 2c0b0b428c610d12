import { expect, test } from 'vitest';
import { EarmarkError } from '../../core/util/errors.ts';
import { COMMON_NOUNS } from '../../core/model/nouns.ts';
import { dot } from '../../core/util/vectors.ts';
import { createVocabulary } from './vocabulary.ts';

const NAME_WIDTH = 384;

/** Encodes a sentence as numbers of its letters, and shared ones in front. */
const encode = (sentence: string): Float32Array =>
  Float32Array.from({ length: NAME_WIDTH }, (_, index) =>
    index < 50 ? 5 : Math.sin(sentence.charCodeAt(sentence.length - 2) + index),
  );
const pause = () => Promise.resolve();

const open = (kept: Uint8Array<ArrayBuffer> | null) => {
  const encoded: string[] = [];
  const state = { kept };
  const vocabulary = createVocabulary({
    nameWidth: NAME_WIDTH,
    encodeSentence: (sentence) => {
      encoded.push(sentence);
      return Promise.resolve(encode(sentence));
    },
    readCached: () => Promise.resolve(state.kept),
    writeCached: (bytes) => {
      state.kept = bytes;
      return Promise.resolve();
    },
  });
  return { vocabulary, encoded, state };
};

test('every noun is encoded once, an abort keeps what is done, and later sessions encode none', async () => {
  const first = open(null);
  const stopping = new AbortController();
  const stopped = first.vocabulary.get(() => {
    if (first.encoded.length === 20) {
      stopping.abort();
    }
    return Promise.resolve();
  }, stopping.signal);
  await expect(stopped).rejects.toBeInstanceOf(EarmarkError);
  const { signal } = new AbortController();
  const { nouns, mean } = await first.vocabulary.get(pause, signal);
  expect(first.encoded.toSorted()).toEqual(COMMON_NOUNS.map((noun) => `the ${noun}`).toSorted());
  expect(mean[0]).toBeCloseTo(5);
  // Without what all share, each is nearest to itself.
  const [dog, cat] = ['dog', 'cat'].map(
    (name) => nouns.find(({ noun }) => noun === name)?.embedding,
  );
  expect(dog && dot(dog, dog)).toBeCloseTo(1);
  expect(dog && cat && dot(dog, cat)).toBeLessThan(0.9);

  // The common mean alone needs a quarter of them.
  const alone = open(null);
  expect((await alone.vocabulary.mean(pause, signal)).join()).toBe(mean.join());
  expect(alone.encoded).toHaveLength(Math.ceil(COMMON_NOUNS.length / 4));

  const second = open(first.state.kept);
  const again = await second.vocabulary.get(pause, signal);
  expect(again.nouns.map(({ noun }) => noun)).toEqual(COMMON_NOUNS);
  expect(again.nouns[7]?.embedding.join()).toBe(nouns[7]?.embedding.join());
  expect(second.encoded).toEqual([]);
  const spoilt = open(new Uint8Array(12));
  await spoilt.vocabulary.get(pause, signal);
  expect(spoilt.encoded).toHaveLength(COMMON_NOUNS.length);
});
