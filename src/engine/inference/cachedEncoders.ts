import { createLruCache } from '../../core/util/lruCache.ts';
import { sha256 } from '../../core/util/sha256.ts';
import type { AudioFeatures, TextFeatures } from './features.ts';
import type { QueryTokenizer, WordPieces } from './tokenizer.ts';

/** About 40 kB each. */
const MAX_CACHED_QUERIES = 64;
/** 3 kB each: clips of a benchmark are heard many times, with other pictures. */
const MAX_CACHED_AUDIO_SECONDS = 1024;

/** Audio and text encoder of a bundle, with what they gave before. */
export type CachedEncoders = {
  /** From the cache or encoded. @param waveform one second of mono sound, [sampleRate] */
  encodeAudio(waveform: Float32Array<ArrayBuffer>): Promise<AudioFeatures>;
  /** @throws EarmarkError `long-expression` */
  encodeText(expression: string): Promise<TextFeatures>;
  /** The sentence alone, [nameWidth]; nothing of it is kept. */
  encodeSentence(expression: string): Promise<Float32Array<ArrayBuffer>>;
};

export const createCachedEncoders = (
  tokenizer: QueryTokenizer,
  encodePieces: (pieces: WordPieces) => Promise<TextFeatures>,
  encodeSecond: (waveform: Float32Array) => Promise<AudioFeatures>,
): CachedEncoders => {
  const expressions = createLruCache<string, TextFeatures>(MAX_CACHED_QUERIES);
  const seconds = createLruCache<string, AudioFeatures>(MAX_CACHED_AUDIO_SECONDS);
  const encode = (expression: string): Promise<TextFeatures> =>
    encodePieces(tokenizer.encode(expression));
  return {
    encodeAudio: async (waveform) => {
      const name = await sha256(waveform);
      const heard = seconds.get(name) ?? (await encodeSecond(waveform));
      seconds.set(name, heard);
      return heard;
    },
    encodeText: async (expression) => {
      const features = expressions.get(expression) ?? (await encode(expression));
      expressions.set(expression, features);
      return features;
    },
    encodeSentence: async (expression) => (await encode(expression)).sentenceEmbedding,
  };
};
