import { connectedComponents } from './connectedComponents.ts';

/** A connected component that is large enough to be an object of its own. */
export type MaskComponent = {
  /** Zeros and ones, one for each cell of the mask. */
  readonly cells: Uint8Array<ArrayBuffer>;
  readonly area: number;
};

/** Components below this share of the largest one are noise. */
const MIN_SHARE_OF_LARGEST = 0.03;

/**
 * Connected components of a thresholded probability map, from left to right, without small ones.
 * @param threshold 0..1; a cell belongs to the mask above it.
 */
export const significantComponents = (
  probability: Uint8Array,
  width: number,
  threshold: number,
): readonly MaskComponent[] => {
  const limit = threshold * 255;
  const mask = Uint8Array.from(probability, (value) => (value > limit ? 1 : 0));
  const components = connectedComponents(mask, width, 1);
  const largest = Math.max(0, ...components.map(({ area }) => area));
  return components
    .filter(({ area }) => area >= MIN_SHARE_OF_LARGEST * largest)
    .map(({ runs, area }) => {
      const cells = new Uint8Array(probability.length);
      let columns = 0;
      for (const { y, start, end } of runs) {
        cells.fill(1, y * width + start, y * width + end);
        columns += ((start + end) / 2) * (end - start);
      }
      return { component: { cells, area }, centre: columns / area };
    })
    .toSorted((a, b) => a.centre - b.centre)
    .map(({ component }) => component);
};

/**
 * The masks of instances as components, from left to right; those without a cell are left out.
 * @param threshold 0..1; a cell belongs to a mask above it.
 */
export const instanceComponents = (
  instances: readonly { readonly probability: Uint8Array }[],
  threshold: number,
): readonly MaskComponent[] =>
  instances
    .map(({ probability }) => {
      const cells = Uint8Array.from(probability, (value) => (value > threshold * 255 ? 1 : 0));
      const side = Math.sqrt(cells.length);
      let [area, columns] = [0, 0];
      for (const [cell, isInside] of cells.entries()) {
        area += isInside;
        columns += isInside * (cell % side);
      }
      return { component: { cells, area }, centre: columns / area };
    })
    .filter(({ component }) => component.area > 0)
    .toSorted((a, b) => a.centre - b.centre)
    .map(({ component }) => component);
