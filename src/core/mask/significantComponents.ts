import { connectedComponents } from './connectedComponents.ts';

/** One of the things that a mask falls into. */
export type MaskComponent = {
  /** Zeros and ones, one for each cell of the mask. */
  readonly cells: Uint8Array<ArrayBuffer>;
  readonly area: number;
};

/** Parts below this share of the largest one are crumbs of the mask and no things. */
const MIN_SHARE_OF_LARGEST = 0.03;

/**
 * The parts of a probability map that hang together, from left to right; without crumbs.
 * @param threshold 0..1; a cell belongs to the mask above it.
 */
export const significantComponents = (
  probability: Uint8Array,
  width: number,
  threshold: number,
): readonly MaskComponent[] => {
  const limit = threshold * 255;
  const inside = Uint8Array.from(probability, (value) => (value > limit ? 1 : 0));
  const pieces = connectedComponents(inside, width, 1);
  const largest = Math.max(0, ...pieces.map(({ area }) => area));
  return pieces
    .filter(({ area }) => area >= MIN_SHARE_OF_LARGEST * largest)
    .map(({ runs, area }) => {
      const cells = new Uint8Array(probability.length);
      let columns = 0;
      for (const { y, start, end } of runs) {
        cells.fill(1, y * width + start, y * width + end);
        columns += ((start + end) / 2) * (end - start);
      }
      return { part: { cells, area }, centre: columns / area };
    })
    .toSorted((a, b) => a.centre - b.centre)
    .map(({ part }) => part);
};
