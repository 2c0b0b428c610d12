import type { FrameLayer } from './exportFrames.ts';

/** Union of all objects: the largest coverage of each pixel, 0..255. Not to be written to. */
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

/** Coverage from which on a pixel is inside, in binary formats. */
const COVERAGE_THRESHOLD = 128;

/** Zeros and ones. */
export const binarizeMask = (mask: Uint8Array): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(mask, (cover) => (cover >= COVERAGE_THRESHOLD ? 1 : 0));
