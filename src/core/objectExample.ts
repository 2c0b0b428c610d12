import { SHAPE } from './manifest.ts';

/** Cells of the model's mask, which is stretched to the picture. */
export const MASK_CELLS = SHAPE.maskSize * SHAPE.maskSize;

/**
 * Cells of a mask as lengths of runs, in turn outside and inside, the first outside; together they
 * are MASK_CELLS. Short, and readable in a project file.
 */
export type RegionRuns = readonly number[];

/** Which things of one frame an object means, and which it does not, as a person said. */
export type ObjectExample = {
  readonly id: string;
  /** `not-this` takes a thing out and leaves others; `only-this` leaves nothing else. */
  readonly kind: 'not-this' | 'only-this';
  readonly frameIndex: number;
  readonly wanted: RegionRuns;
  readonly unwanted: RegionRuns;
};

/** Each takes a few milliseconds a frame; nobody points at more things. */
export const MAX_EXAMPLES = 24;

/** @param cells MASK_CELLS values; those that are not 0 are inside. */
export const regionRuns = (cells: Uint8Array): RegionRuns => {
  const runs: number[] = [];
  let isInside = false;
  let length = 0;
  for (const value of cells) {
    if ((value !== 0) !== isInside) {
      runs.push(length);
      isInside = !isInside;
      length = 0;
    }
    length += 1;
  }
  return [...runs, length];
};

/** Zeros and ones. */
export const regionCells = (runs: RegionRuns): Uint8Array<ArrayBuffer> => {
  const cells = new Uint8Array(MASK_CELLS);
  let start = 0;
  for (const [index, length] of runs.entries()) {
    cells.fill(index % 2, start, start + length);
    start += length;
  }
  return cells;
};
