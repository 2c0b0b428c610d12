import { GREY_BEYOND_FRAME } from '../../inference/instances/maskNetwork.ts';
import { axisWeights } from './axisWeights.ts';
import type { SampleWeights } from './axisWeights.ts';
import type { PixelRectangle, Square } from './cropSquare.ts';

/** Pixels of the frame, or of the part of it that is needed. */
export type RgbaRegion = PixelRectangle & {
  /** width * height * 4 bytes, row by row. */
  readonly data: Uint8Array | Uint8ClampedArray;
};

/**
 * The square of a frame as `size` x `size` RGB pixels: averaged where it shrinks, interpolated where
 * it grows, grey beyond the region. The Python twin is `cut_square` of
 * `models/earmark/data/mask_crops.py`.
 * @param region covers at least `visiblePart` of the square
 * @throws RangeError when the region's data do not fill it.
 */
export const cutSquare = (
  region: RgbaRegion,
  { left, top, side }: Square,
  size: number,
): Uint8Array<ArrayBuffer> => {
  if (region.data.length !== region.width * region.height * 4) {
    throw new RangeError('The region does not have width * height pixels.');
  }
  const along = (start: number, sourceCount: number): SampleWeights[] =>
    axisWeights({
      targetCount: size,
      start,
      step: side / size,
      sourceCount,
      low: start,
      high: start + side,
    });
  const columns = along(left - region.left, region.width);
  const rows = along(top - region.top, region.height);
  const used = columns.filter(({ weights }) => weights.length > 0);
  const firstColumn = used[0]?.first ?? 0;
  const last = used.at(-1);
  const span = [firstColumn, last ? last.first + last.weights.length : firstColumn] as const;

  const crop = new Uint8Array(size * size * 3);
  rows.forEach((row, y) => {
    const sums = sumRows(region, row, span);
    const rowWeight = row.weights.reduce((sum, weight) => sum + weight, 0);
    columns.forEach((column, x) => {
      writePixel(crop, (y * size + x) * 3, { sums, rowWeight, column, firstColumn });
    });
  });
  return crop;
};

/** The weighted sum of the region's rows, three values for each column from span[0] to span[1]. */
const sumRows = (
  { data, width }: RgbaRegion,
  { first, weights }: SampleWeights,
  [from, to]: readonly [number, number],
): Float32Array => {
  const sums = new Float32Array((to - from) * 3);
  weights.forEach((weight, offset) => {
    let source = ((first + offset) * width + from) * 4;
    for (let target = 0; target < sums.length; target += 3, source += 4) {
      sums[target] = (sums[target] ?? 0) + weight * (data[source] ?? 0);
      sums[target + 1] = (sums[target + 1] ?? 0) + weight * (data[source + 1] ?? 0);
      sums[target + 2] = (sums[target + 2] ?? 0) + weight * (data[source + 2] ?? 0);
    }
  });
  return sums;
};

type PixelSource = {
  readonly sums: Float32Array;
  readonly rowWeight: number;
  readonly column: SampleWeights;
  readonly firstColumn: number;
};

const writePixel = (
  crop: Uint8Array,
  at: number,
  { sums, rowWeight, column, firstColumn }: PixelSource,
): void => {
  const { first, weights } = column;
  let [red, green, blue, columnWeight] = [0, 0, 0, 0];
  for (let offset = 0; offset < weights.length; offset++) {
    const weight = weights[offset] ?? 0;
    const source = (first + offset - firstColumn) * 3;
    red += weight * (sums[source] ?? 0);
    green += weight * (sums[source + 1] ?? 0);
    blue += weight * (sums[source + 2] ?? 0);
    columnWeight += weight;
  }
  const beyond = GREY_BEYOND_FRAME * (1 - rowWeight * columnWeight);
  crop[at] = Math.round(red + beyond);
  crop[at + 1] = Math.round(green + beyond);
  crop[at + 2] = Math.round(blue + beyond);
};
