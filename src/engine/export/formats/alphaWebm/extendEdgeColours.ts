import type { ImageSize } from '../../../../core/export/exportPlan.ts';

/** A multiple of what codecs halve and predict in, so that an edge is not mixed with black. */
const BLOCK_PIXELS = 8;

/**
 * Gives a cut-out the picture's colours also just outside of its edge, where the alpha is 0: codecs
 * share colour between neighbours, and black ones would darken the edge.
 * @param rgba straight alpha; changed in place.
 */
export const extendEdgeColours = (
  rgba: Uint8ClampedArray,
  picture: Uint8ClampedArray,
  { width, height }: ImageSize,
): void => {
  for (let top = 0; top < height; top += BLOCK_PIXELS) {
    const bottom = Math.min(top + BLOCK_PIXELS, height);
    for (let left = 0; left < width; left += BLOCK_PIXELS) {
      const right = Math.min(left + BLOCK_PIXELS, width);
      if (!hasAlpha(rgba, width, { left, top, right, bottom })) {
        continue;
      }
      for (let y = top; y < bottom; y++) {
        for (let at = 4 * (y * width + left); at < 4 * (y * width + right); at += 4) {
          rgba[at] = picture[at] ?? 0;
          rgba[at + 1] = picture[at + 1] ?? 0;
          rgba[at + 2] = picture[at + 2] ?? 0;
        }
      }
    }
  }
};

type Box = {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
};

const hasAlpha = (rgba: Uint8ClampedArray, width: number, { left, top, right, bottom }: Box) => {
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      if ((rgba[4 * (y * width + x) + 3] ?? 0) > 0) {
        return true;
      }
    }
  }
  return false;
};
