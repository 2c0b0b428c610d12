import { centredUnitVector, dot } from '../../core/util/vectors.ts';
import type { AudioWindow } from '../inference/features.ts';

/**
 * Similarity of each second's audio with a query, as the fusion sees it: the dot product of the
 * audio's text-aligned embedding, whose length is its confidence, with the query's direction. -1..1,
 * NaN for seconds that were not listened to.
 * @param windowOf a window's sound, or null while it is not encoded.
 * @param windowSeconds of the bundle
 * @param sentence [nameWidth]
 * @param mean mean embedding of short queries, [nameWidth].
 */
export const audioMatch = (
  seconds: number,
  windowOf: (windowIndex: number) => AudioWindow | null,
  windowSeconds: number,
  sentence: Float32Array,
  mean: Float32Array,
): Float32Array<ArrayBuffer> => {
  const asked = centredUnitVector(sentence, mean);
  const nameWidth = sentence.length;
  return Float32Array.from({ length: seconds }, (_, second) => {
    const window = windowOf(Math.floor(second / windowSeconds));
    const row = second % windowSeconds;
    if (window === null || window.audioMask[row] !== 1) {
      return Number.NaN;
    }
    return dot(window.audioTextEmbeddings.subarray(row * nameWidth, (row + 1) * nameWidth), asked);
  });
};
