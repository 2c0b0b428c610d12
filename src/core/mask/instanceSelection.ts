import { MODEL_SHAPE } from '../model/manifest.ts';

/** Cells of the model's mask logits, which are stretched to the picture. */
export const MASK_CELL_COUNT = MODEL_SHAPE.maskSize * MODEL_SHAPE.maskSize;

/**
 * Run lengths of a mask's cells, row by row: outside and inside in turn, the first outside. They sum
 * to MASK_CELL_COUNT. Short, and readable in a project file.
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

/** For an object. Each costs a few milliseconds a frame. */
export const MAX_SELECTIONS = 24;

/** @param cells MASK_CELL_COUNT values; those that are not 0 are inside. */
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

/** @returns MASK_CELL_COUNT zeros and ones. */
export const decodeRunLengths = (runs: RunLengths): Uint8Array<ArrayBuffer> => {
  const cells = new Uint8Array(MASK_CELL_COUNT);
  let start = 0;
  for (const [index, length] of runs.entries()) {
    cells.fill(index % 2, start, start + length);
    start += length;
  }
  return cells;
};
