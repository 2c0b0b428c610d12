import type { ObjectPattern, Rgb } from './palette.ts';

export type Tint = {
  readonly colour: Rgb;
  /** Alpha of the fill, 0..1. */
  readonly fill: number;
  /** Alpha of the outline; more than 1 counts as 1. */
  readonly outline: number;
  /** Outline inside the mask, in pixels; 0 draws none. */
  readonly outlineWidth: number;
  /** Drawn over the fill with PATTERN_ALPHA_FACTOR times its alpha. */
  readonly pattern: ObjectPattern;
  /**
   * Coverage of each pixel, 0..255: scales the fill's alpha. There is no outline then, because it
   * would be a hard edge. Null for a hard mask.
   */
  readonly cover?: Uint8Array | null;
};

/** Two device pixels of outline on most screens. */
const IMAGE_PIXELS_PER_OUTLINE_PIXEL = 640;
/** Alpha of an overlay's outline over that of its fill, so that a faint fill has a visible edge. */
export const OUTLINE_ALPHA_FACTOR = 2;

/** Outline width, in pixels, for a picture of this width. */
export const outlineWidthPixels = (pictureWidth: number): number =>
  Math.max(1, Math.round(pictureWidth / IMAGE_PIXELS_PER_OUTLINE_PIXEL));

const PATTERN_ALPHA_FACTOR = 1.5;
/** Repeats of a pattern along the picture's width. */
const PATTERN_REPEATS_PER_WIDTH = 64;

/** Whether a pixel belongs to the pattern, which repeats every `size` pixels. */
const isPatternPixel = (pattern: ObjectPattern, x: number, y: number, size: number): boolean => {
  const half = size >> 1;
  switch (pattern) {
    case 'stripes':
      return (x + y) % size < half;
    case 'bars':
      return y % size < half;
    case 'checks':
      return x % size < half === y % size < half;
    case 'dots':
      return x % size < half && y % size < half;
    default:
      return false;
  }
};

/** Four bytes as the 32-bit word that a little-endian ImageData holds: alpha, blue, green, red. */
const packRgba = ([red, green, blue]: Rgb, alpha: number): number =>
  ((Math.round(Math.min(alpha, 1) * 255) << 24) | (blue << 16) | (green << 8) | red) >>> 0;

/** Paints coverage as RGBA, straight alpha: the fill's alpha is scaled by each pixel's coverage. */
const tintCoverage = (
  cover: Uint8Array,
  width: number,
  pixels: Uint32Array,
  { colour, fill, pattern }: Tint,
): void => {
  const wordsOf = (alpha: number): Uint32Array =>
    Uint32Array.from({ length: 256 }, (_, value) => packRgba(colour, (alpha * value) / 255));
  const fillWords = wordsOf(Math.min(fill, 1));
  const markWords = wordsOf(Math.min(fill * PATTERN_ALPHA_FACTOR, 1));
  const size = Math.max(4, Math.round(width / PATTERN_REPEATS_PER_WIDTH));
  for (let index = 0; index < cover.length; index++) {
    const value = cover[index] ?? 0;
    if (value === 0) {
      pixels[index] = 0;
      continue;
    }
    const words = isPatternPixel(pattern, index % width, Math.floor(index / width), size)
      ? markWords
      : fillWords;
    pixels[index] = words[value] ?? 0;
  }
};

/**
 * Paints a mask of zeros and ones as RGBA, straight alpha.
 * @param mask width * height bytes.
 * @param pixels the ImageData's bytes as 32-bit words, width * height; every pixel is written.
 */
export const tintMask = (
  mask: Uint8Array,
  width: number,
  pixels: Uint32Array,
  tint: Tint,
): void => {
  if (tint.cover) {
    tintCoverage(tint.cover, width, pixels, tint);
    return;
  }
  const { colour, fill, outline, outlineWidth, pattern } = tint;
  const fillWord = packRgba(colour, fill);
  const markWord = packRgba(colour, fill * PATTERN_ALPHA_FACTOR);
  const outlineWord = packRgba(colour, outline);
  const size = Math.max(4, Math.round(width / PATTERN_REPEATS_PER_WIDTH));
  const height = mask.length / width;
  const down = outlineWidth * width;
  for (let y = 0; y < height; y++) {
    const hasRowsAround = y >= outlineWidth && y < height - outlineWidth;
    for (let x = 0; x < width; x++) {
      const index = y * width + x;
      if (mask[index] === 0) {
        pixels[index] = 0;
        continue;
      }
      // The picture's border is no edge of the object.
      const isEdge =
        (x >= outlineWidth && mask[index - outlineWidth] === 0) ||
        (x < width - outlineWidth && mask[index + outlineWidth] === 0) ||
        (hasRowsAround && (mask[index - down] === 0 || mask[index + down] === 0));
      if (isEdge) {
        pixels[index] = outlineWord;
      } else {
        pixels[index] = isPatternPixel(pattern, x, y, size) ? markWord : fillWord;
      }
    }
  }
};
