import { maskIou } from '../../core/mask/maskStatistics.ts';
import { connectedComponents } from '../../core/mask/connectedComponents.ts';
import type { BinaryMask } from '../metrics/groundTruthMask.ts';

/** Of the picture; a smaller piece is a speck and no reading of the sentence. */
const MIN_AREA_FRACTION = 0.004;

/** The largest pieces of a mask that do not touch each other, largest first. */
export const largestComponents = (
  { width, height, pixels }: BinaryMask,
  count: number,
): readonly Uint8Array[] =>
  connectedComponents(pixels, width, 1)
    .filter(({ area }) => area >= MIN_AREA_FRACTION * width * height)
    .toSorted((a, b) => b.area - a.area)
    .slice(0, count)
    .map(({ runs }) => {
      const part = new Uint8Array(width * height);
      for (const { y, start, end } of runs) part.fill(1, y * width + start, y * width + end);
      return part;
    });

/**
 * IoU of the largest part with the truth, and the better one of the two largest: where a sentence
 * fits two things and both are drawn, one of the parts should be the right one.
 */
export const componentIous = (
  answer: BinaryMask,
  truth: BinaryMask,
): { readonly first: number; readonly best: number } => {
  const ious = largestComponents(answer, 2).map((part) => maskIou(part, truth.pixels));
  return { first: ious[0] ?? 0, best: Math.max(0, ...ious) };
};
