import { maskIou } from '../../core/mask/maskStatistics.ts';
import { connectedComponents } from '../../core/mask/connectedComponents.ts';
import type { BinaryMask } from '../metrics/groundTruthMask.ts';

/** Share of the picture; smaller components are noise. */
const MIN_AREA_FRACTION = 0.004;

/** The largest connected components of a mask, largest first. */
export const largestComponents = (
  { width, height, pixels }: BinaryMask,
  count: number,
): readonly Uint8Array[] =>
  connectedComponents(pixels, width, 1)
    .filter(({ area }) => area >= MIN_AREA_FRACTION * width * height)
    .toSorted((a, b) => b.area - a.area)
    .slice(0, count)
    .map(({ runs }) => {
      const component = new Uint8Array(width * height);
      for (const { y, start, end } of runs) component.fill(1, y * width + start, y * width + end);
      return component;
    });

/**
 * IoU of the largest component with the ground truth, and the better one of the two largest: where a
 * query fits two objects and both are segmented, one of the components should be the right one.
 */
export const componentIous = (
  answer: BinaryMask,
  truth: BinaryMask,
): { readonly first: number; readonly best: number } => {
  const ious = largestComponents(answer, 2).map((component) => maskIou(component, truth.pixels));
  return { first: ious[0] ?? 0, best: Math.max(0, ...ious) };
};
