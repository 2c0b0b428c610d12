import { throwIfAborted } from '../../core/util/errors.ts';
import { COMMON_NOUNS, queryOfNoun } from '../../core/model/nouns.ts';
import { centredUnitVector, meanVector } from '../../core/util/vectors.ts';

/** The nouns in the word space of one bundle. */
export type Vocabulary = {
  /** Mean embedding of short queries, [nameWidth]. */
  readonly mean: Float32Array<ArrayBuffer>;
  /** Each noun with the embedding of its query, centred by the mean, of unit length, [nameWidth]. */
  readonly nouns: readonly {
    readonly noun: string;
    readonly embedding: Float32Array<ArrayBuffer>;
  }[];
};

type VocabularySource = {
  /** Width of the embeddings. */
  readonly nameWidth: number;
  /** Embedding of a query by the text encoder, [nameWidth]. */
  encodeSentence(sentence: string): Promise<Float32Array>;
  /** Cached bytes of an earlier session, or null; not trusted. */
  readCached(): Promise<Uint8Array<ArrayBuffer> | null>;
  writeCached(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
};

export type LazyVocabulary = {
  /**
   * Mean embedding of short queries, estimated from every fourth noun; [nameWidth].
   * Encoded at the first call, a noun at a time; an abort keeps what is done.
   * @param pause awaited between nouns.
   * @throws EarmarkError `aborted`, those of the model.
   */
  mean(pause: () => Promise<void>, signal: AbortSignal): Promise<Float32Array<ArrayBuffer>>;
  /** All nouns, in the same way. */
  get(pause: () => Promise<void>, signal: AbortSignal): Promise<Vocabulary>;
};

const NOUN_INDICES = Array.from(COMMON_NOUNS.keys());
const MEAN_NOUN_INDICES = NOUN_INDICES.filter((index) => index % 4 === 0);

/** The cached vectors, if they are complete and finite; else null. */
const parseCachedEmbeddings = (
  bytes: Uint8Array<ArrayBuffer>,
  nameWidth: number,
): Float32Array[] => {
  if (bytes.byteLength !== COMMON_NOUNS.length * nameWidth * Float32Array.BYTES_PER_ELEMENT) {
    return [];
  }
  const numbers = new Float32Array(bytes.buffer, bytes.byteOffset, COMMON_NOUNS.length * nameWidth);
  return numbers.every(Number.isFinite)
    ? NOUN_INDICES.map((index) => numbers.slice(index * nameWidth, (index + 1) * nameWidth))
    : [];
};

/** Encoding two hundred nouns takes seconds: done once a bundle, when first needed. */
export const createVocabulary = (source: VocabularySource): LazyVocabulary => {
  const sentences = new Map<number, Float32Array>();
  let isKeptRead = false;
  let vocabulary: Vocabulary | null = null;

  const encode = async (
    indices: readonly number[],
    pause: () => Promise<void>,
    signal: AbortSignal,
  ): Promise<Float32Array[]> => {
    if (!isKeptRead) {
      isKeptRead = true;
      const kept = await source.readCached();
      for (const [index, sentence] of (kept
        ? parseCachedEmbeddings(kept, source.nameWidth)
        : []
      ).entries()) {
        sentences.set(index, sentence);
      }
    }
    for (const index of indices) {
      if (!sentences.has(index)) {
        await pause();
        throwIfAborted(signal);
        sentences.set(index, await source.encodeSentence(queryOfNoun(COMMON_NOUNS[index] ?? '')));
        if (sentences.size === COMMON_NOUNS.length) {
          const numbers = NOUN_INDICES.flatMap((noun) => Array.from(sentences.get(noun) ?? []));
          await source.writeCached(new Uint8Array(Float32Array.from(numbers).buffer));
        }
      }
    }
    return indices.flatMap((index) => sentences.get(index) ?? []);
  };
  const mean: LazyVocabulary['mean'] = async (pause, signal) =>
    meanVector(await encode(MEAN_NOUN_INDICES, pause, signal));

  return {
    mean,
    get: async (pause, signal) => {
      if (vocabulary === null) {
        const common = await mean(pause, signal);
        const encoded = await encode(NOUN_INDICES, pause, signal);
        vocabulary = {
          mean: common,
          nouns: encoded.map((sentence, index) => ({
            noun: COMMON_NOUNS[index] ?? '',
            embedding: centredUnitVector(sentence, common),
          })),
        };
      }
      return vocabulary;
    },
  };
};
