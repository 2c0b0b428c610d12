/** How often each colour occurs in a frame: what tells a scene cut from a movement. */

/** Levels of each of red, green and blue. */
const LEVELS = 4;
const LEVEL_SHIFT = 6;

/**
 * Share of the pixels in each of 64 colours, sum 1. The Python twin is
 * `colour_histogram` of `models/earmark/model/tracks.py`.
 * @param pixels RGB, 8 bits each
 */
export const colourHistogram = (pixels: Uint8Array): Float32Array<ArrayBuffer> => {
  const counts = new Float32Array(LEVELS ** 3);
  for (let at = 0; at + 2 < pixels.length; at += 3) {
    const red = (pixels[at] ?? 0) >> LEVEL_SHIFT;
    const green = (pixels[at + 1] ?? 0) >> LEVEL_SHIFT;
    const blue = (pixels[at + 2] ?? 0) >> LEVEL_SHIFT;
    const bin = (red * LEVELS + green) * LEVELS + blue;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const total = Math.max(1, Math.floor(pixels.length / 3));
  return counts.map((count) => count / total);
};

/** Share of the pixels that two frames have in the same colours, 0..1. */
export const histogramOverlap = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, share, bin) => sum + Math.min(share, b[bin] ?? 0), 0);
