import { connectedComponents } from './connectedComponents.ts';

/** Parts below this share of the largest one are no part of an object that a person would draw. */
const MIN_SHARE_OF_LARGEST = 0.1;

/**
 * A mask without the parts (8-connected) that are small beside its largest one, so that a patch at
 * the picture's edge does not stretch the object's box.
 * @param mask zeros and ones, row by row. @returns the same array where nothing is left out.
 */
export const keepLargeParts = (
  mask: Uint8Array<ArrayBuffer>,
  width: number,
): Uint8Array<ArrayBuffer> => {
  const parts = connectedComponents(mask, width, 1);
  const largest = Math.max(0, ...parts.map(({ area }) => area));
  const small = parts.filter(({ area }) => area < MIN_SHARE_OF_LARGEST * largest);
  if (small.length === 0) {
    return mask;
  }
  const kept = mask.slice();
  for (const { runs } of small) {
    for (const { y, start, end } of runs) {
      kept.fill(0, y * width + start, y * width + end);
    }
  }
  return kept;
};
