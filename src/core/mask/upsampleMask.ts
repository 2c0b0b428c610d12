import { clamp } from '../util/math.ts';

/** A probability map and the size that it is upsampled to. */
export type UpsampleInput = {
  /** maskWidth * maskHeight bytes, row by row; 255 is certain. */
  readonly probability: Uint8Array;
  readonly maskWidth: number;
  readonly maskHeight: number;
  /** Size of the picture in pixels. */
  readonly width: number;
  readonly height: number;
  /** 0..1; a pixel belongs to the mask above it. */
  readonly threshold: number;
};

/**
 * Upsamples a probability map bilinearly (half-pixel centres, edges repeat) and thresholds it.
 * Preview and every export use this function.
 *
 * Exact: pixel x is at ((2x + 1) * maskWidth - width) / (2 * width) on the map, so with weights
 * over 2 * width and 2 * height every value is an integer over 4 * width * height: no rounding, the
 * same bytes on every machine.
 * Fast: along a row the value is linear between two map columns, so the ends of runs are solved for
 * instead of sampled.
 *
 * @returns width * height bytes, 0 or 1, row by row.
 * @throws RangeError when a size is not a positive integer or does not fit the map.
 */
export const upsampleMask = (raster: UpsampleInput): Uint8Array<ArrayBuffer> => {
  const { probability, maskWidth, maskHeight, width, height, threshold } = raster;
  if (![maskWidth, maskHeight, width, height].every((side) => Number.isInteger(side) && side > 0)) {
    throw new RangeError('Sizes of a mask are positive integers.');
  }
  if (probability.length !== maskWidth * maskHeight) {
    throw new RangeError('The probability map does not have maskWidth * maskHeight values.');
  }
  const mask = new Uint8Array(width * height);
  const unitX = 2 * width;
  const unitY = 2 * height;
  const limit = Math.floor(threshold * 255 * unitX * unitY);
  const nodeLimit = Math.floor(limit / unitX);
  const peaks = rowMaxima(probability, maskWidth, maskHeight);
  const nodes = new Float64Array(maskWidth);

  for (let y = 0; y < height; y++) {
    const position = clamp((2 * y + 1) * maskHeight - height, 0, (maskHeight - 1) * unitY);
    const upper = Math.floor(position / unitY);
    const lower = Math.min(upper + 1, maskHeight - 1);
    if (Math.max(peaks[upper] ?? 0, peaks[lower] ?? 0) * unitY <= nodeLimit) {
      continue;
    }
    const lowerWeight = position - upper * unitY;
    const upperWeight = unitY - lowerWeight;
    for (let column = 0; column < maskWidth; column++) {
      nodes[column] =
        (probability[upper * maskWidth + column] ?? 0) * upperWeight +
        (probability[lower * maskWidth + column] ?? 0) * lowerWeight;
    }
    fillRow(mask, y * width, width, nodes, nodeLimit, limit);
  }
  return mask;
};

/** Writes one row's runs. `nodes` are the values at the map's columns, over 2 * height. */
const fillRow = (
  mask: Uint8Array,
  rowStart: number,
  width: number,
  nodes: Float64Array,
  nodeLimit: number,
  limit: number,
): void => {
  const unitX = 2 * width;
  const columns = nodes.length;
  let left = nodes[0] ?? 0;
  let isInside = left > nodeLimit;
  let runStart = 0;
  for (let column = 0; column + 1 < columns; column++) {
    const right = nodes[column + 1] ?? 0;
    if (right > nodeLimit !== isInside) {
      // left * unitX + (right - left) * offset crosses `limit` at this first integer offset.
      const offset = isInside
        ? Math.ceil((left * unitX - limit) / (left - right))
        : Math.floor((limit - left * unitX) / (right - left)) + 1;
      const position = column * unitX + offset;
      const x = clamp(Math.ceil((position + width - columns) / (2 * columns)), 0, width);
      if (isInside) {
        mask.fill(1, rowStart + runStart, rowStart + x);
      }
      runStart = x;
      isInside = !isInside;
    }
    left = right;
  }
  if (isInside) {
    mask.fill(1, rowStart + runStart, rowStart + width);
  }
};

/** Largest probability of each row of the map. */
const rowMaxima = (probability: Uint8Array, maskWidth: number, maskHeight: number): Uint8Array => {
  const peaks = new Uint8Array(maskHeight);
  for (let row = 0; row < maskHeight; row++) {
    let peak = 0;
    for (let index = row * maskWidth; index < (row + 1) * maskWidth; index++) {
      peak = Math.max(peak, probability[index] ?? 0);
    }
    peaks[row] = peak;
  }
  return peaks;
};
