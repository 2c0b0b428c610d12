import type { FrameLayer } from './exportFrames.ts';

/** All things together: the largest cover of each pixel, 0..255. */
export const unionMask = async (
  layers: readonly FrameLayer[],
  pixels: number,
): Promise<Uint8Array<ArrayBuffer>> => {
  const present = layers.filter(({ state }) => state === 'present');
  const [first, ...others] = await Promise.all(present.map((layer) => layer.cover()));
  if (first === undefined) {
    return new Uint8Array(pixels);
  }
  if (others.length === 0) {
    return first;
  }
  const union = first.slice();
  for (const mask of others) {
    for (let pixel = 0; pixel < pixels; pixel++) {
      union[pixel] = Math.max(union[pixel] ?? 0, mask[pixel] ?? 0);
    }
  }
  return union;
};

/** A cover at or above it counts as inside where a format knows only in and out. */
const COVERAGE_THRESHOLD = 128;

/** Zeros and ones. */
export const binarizeMask = (mask: Uint8Array): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(mask, (cover) => (cover >= COVERAGE_THRESHOLD ? 1 : 0));
