import { MAX_SELECTION_SIDE } from '../limits.ts';

/** Cells along a side of a region that is painted, and of masks of bundles of kind "paper". */
export const MASK_GRID_SIDE = 96;
export const MASK_CELL_COUNT = MASK_GRID_SIDE * MASK_GRID_SIDE;

/**
 * Run lengths of a mask's cells, row by row: outside and inside in turn, the first outside. They sum
 * to the cells of the mask, a square that is stretched to the picture. Short, and readable in a
 * project file.
 */
export type RunLengths = readonly number[];

/**
 * A person's example of which instances of one frame belong to an object. Stored in projects:
 * `wanted` and `unwanted` are cells of the positive and the negative label.
 */
export type InstanceSelection = {
  readonly id: string;
  /** `not-this` removes an instance and keeps the others; `only-this` removes all others. */
  readonly kind: 'not-this' | 'only-this';
  readonly frameIndex: number;
  readonly wanted: RunLengths;
  readonly unwanted: RunLengths;
};

/** Whether the runs are a square of cells. */
export const isSquareOfCells = (runs: RunLengths): boolean => {
  const side = Math.sqrt(runs.reduce((sum, run) => sum + run, 0));
  return Number.isInteger(side) && side >= 1 && side <= MAX_SELECTION_SIDE;
};

/** For an object. Each costs a few milliseconds a frame. */
export const MAX_SELECTIONS = 24;

/** @param cells those that are not 0 are inside. */
export const encodeRunLengths = (cells: Uint8Array): RunLengths => {
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

/** @returns zeros and ones, one for each cell. */
export const decodeRunLengths = (runs: RunLengths): Uint8Array<ArrayBuffer> => {
  const cells = new Uint8Array(runs.reduce((sum, run) => sum + run, 0));
  let start = 0;
  for (const [index, length] of runs.entries()) {
    cells.fill(index % 2, start, start + length);
    start += length;
  }
  return cells;
};

/** The same as a square of another side: each cell as the one that lies at its middle. */
export const decodeRegion = (runs: RunLengths, side: number): Uint8Array<ArrayBuffer> => {
  const cells = decodeRunLengths(runs);
  const ownSide = Math.sqrt(cells.length);
  if (ownSide === side) {
    return cells;
  }
  const along = (position: number): number => Math.floor(((position + 0.5) * ownSide) / side);
  return Uint8Array.from(
    { length: side * side },
    (_, cell) => cells[along(Math.floor(cell / side)) * ownSide + along(cell % side)] ?? 0,
  );
};
