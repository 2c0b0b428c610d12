/** Box in pixels: left and top included, width and height at least 1. */
export type MaskBounds = {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
};

/** Pixels of a mask of zeros and ones. */
export const maskArea = (mask: Uint8Array): number => {
  let area = 0;
  // By index: an iterator takes 50 ms at 1920 x 1080.
  for (let index = 0; index < mask.length; index++) {
    area += mask[index] ?? 0;
  }
  return area;
};

/** The smallest box around a mask of `width` columns; null when it is empty. */
export const maskBounds = (mask: Uint8Array, width: number): MaskBounds | null => {
  const first = mask.indexOf(1);
  if (first === -1) {
    return null;
  }
  const top = Math.floor(first / width);
  const bottom = Math.floor(mask.lastIndexOf(1) / width);
  let left = width;
  let right = -1;
  for (let y = top; y <= bottom; y++) {
    const row = mask.subarray(y * width, (y + 1) * width);
    const rowFirst = row.indexOf(1);
    if (rowFirst !== -1) {
      left = Math.min(left, rowFirst);
      right = Math.max(right, row.lastIndexOf(1));
    }
  }
  return { left, top, width: right - left + 1, height: bottom - top + 1 };
};

/**
 * Intersection over union of two masks of zeros and ones; 1 when both are empty.
 * @throws RangeError when the sizes differ.
 */
export const maskIou = (a: Uint8Array, b: Uint8Array): number => {
  if (a.length !== b.length) {
    throw new RangeError(`Masks of ${a.length} and ${b.length} pixels cannot be compared.`);
  }
  let intersection = 0;
  let union = 0;
  for (let index = 0; index < a.length; index++) {
    const inA = a[index] ?? 0;
    const inB = b[index] ?? 0;
    intersection += inA & inB;
    union += inA | inB;
  }
  return union === 0 ? 1 : intersection / union;
};
