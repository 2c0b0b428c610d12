import { SHAPE } from '../core/manifest.ts';
import { centred, dot } from '../core/vectors.ts';
import type { SoundWindow } from '../model/cueFusion.ts';

const { nameWidth, windowSeconds } = SHAPE;

/**
 * How well each second's sound matches a sentence, as the fusion sees it: the product of the name
 * of what is heard, whose length says how sure that is, with the sentence's own direction. -1..1,
 * NaN for seconds that were not listened to.
 * @param windowOf a window's sound, or null while it is not encoded.
 * @param sentence [nameWidth]
 * @param mean what all short expressions share, [nameWidth].
 */
export const soundMatch = (
  seconds: number,
  windowOf: (windowIndex: number) => SoundWindow | null,
  sentence: Float32Array,
  mean: Float32Array,
): Float32Array<ArrayBuffer> => {
  const asked = centred(sentence, mean);
  return Float32Array.from({ length: seconds }, (_, second) => {
    const window = windowOf(Math.floor(second / windowSeconds));
    const row = second % windowSeconds;
    if (window === null || window.audioMask[row] !== 1) {
      return Number.NaN;
    }
    return dot(window.heardNames.subarray(row * nameWidth, (row + 1) * nameWidth), asked);
  });
};
