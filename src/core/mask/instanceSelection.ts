import { MODEL_SHAPE } from '../model/manifest.ts';

/** Cells of the model's mask, which is stretched to the picture. */
export const MASK_CELL_COUNT = MODEL_SHAPE.maskSize * MODEL_SHAPE.maskSize;

/**
 * Cells of a mask as lengths of runs, in turn outside and inside, the first outside; together they
 * are MASK_CELLS. Short, and readable in a project file.
 */
export type RunLengths = readonly number[];

/** Which things of one frame an object means, and which it does not, as a person said. */
export type InstanceSelection = {
  readonly id: string;
  /** `not-this` takes a thing out and leaves others; `only-this` leaves nothing else. */
  readonly kind: 'not-this' | 'only-this';
  readonly frameIndex: number;
  readonly wanted: RunLengths;
  readonly unwanted: RunLengths;
};

/** Each takes a few milliseconds a frame; nobody points at more things. */
export const MAX_SELECTIONS = 24;

/** @param cells MASK_CELLS values; those that are not 0 are inside. */
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

/** Zeros and ones. */
export const decodeRunLengths = (runs: RunLengths): Uint8Array<ArrayBuffer> => {
  const cells = new Uint8Array(MASK_CELL_COUNT);
  let start = 0;
  for (const [index, length] of runs.entries()) {
    cells.fill(index % 2, start, start + length);
    start += length;
  }
  return cells;
};
