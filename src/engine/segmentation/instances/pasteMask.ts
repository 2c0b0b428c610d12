import { sigmoid } from '../../../core/util/math.ts';
import { axisWeights, NO_WEIGHTS } from './axisWeights.ts';
import type { SampleWeights } from './axisWeights.ts';
import type { FrameSize, Square } from './cropSquare.ts';

/** The mask of one instance in its crop. */
export type CropMask = {
  /** [cropSize * cropSize] */
  readonly logits: Float32Array;
  readonly square: Square;
};

/**
 * Pastes the mask of a crop into a frame's probability map, by the maximum of both. The map may have
 * any size; the frame is stretched to it. Logits are interpolated where the crop grows; where it
 * shrinks its probabilities are averaged, so that thin parts neither vanish nor widen. The Python
 * twin is `paste` of `models/earmark/evaluation/mask_quality.py`.
 * @param map [mapSize.height, mapSize.width] probabilities 0..1; changed in place
 * @throws RangeError when the logits are no square or the map has another size.
 */
export const pasteMask = (
  map: Float32Array,
  mapSize: FrameSize,
  { logits, square }: CropMask,
  frame: FrameSize,
): void => {
  const cropSize = Math.sqrt(logits.length);
  if (!Number.isInteger(cropSize) || cropSize === 0) {
    throw new RangeError(`${logits.length} logits are no square.`);
  }
  if (map.length !== mapSize.width * mapSize.height) {
    throw new RangeError('The map does not have width * height values.');
  }
  const pixelStep = cropSize / square.side;
  const along = (targetCount: number, frameSide: number, start: number): SampleWeights[] =>
    axisWeights({
      targetCount,
      start: -start * pixelStep,
      step: (frameSide / targetCount) * pixelStep,
      sourceCount: cropSize,
      low: 0,
      high: cropSize,
    });
  const columns = along(mapSize.width, frame.width, square.left);
  const rows = along(mapSize.height, frame.height, square.top);
  const doesShrink =
    pixelStep * Math.max(frame.width / mapSize.width, frame.height / mapSize.height) > 1;
  const values = doesShrink ? logits.map(sigmoid) : logits;

  const line = new Float32Array(cropSize);
  rows.forEach((row, y) => {
    if (row.weights.length > 0) {
      sumRows(line, values, row);
      pasteLine(map.subarray(y * mapSize.width, (y + 1) * mapSize.width), {
        line,
        columns,
        areLogits: !doesShrink,
      });
    }
  });
};

/** Writes the weighted sum of rows of `values` to `line`, which is as long as a row. */
const sumRows = (line: Float32Array, values: Float32Array, { first, weights }: SampleWeights) => {
  line.fill(0);
  weights.forEach((weight, offset) => {
    const start = (first + offset) * line.length;
    for (let column = 0; column < line.length; column++) {
      line[column] = (line[column] ?? 0) + weight * (values[start + column] ?? 0);
    }
  });
};

const pasteLine = (
  mapRow: Float32Array,
  {
    line,
    columns,
    areLogits,
  }: {
    readonly line: Float32Array;
    readonly columns: readonly SampleWeights[];
    readonly areLogits: boolean;
  },
): void => {
  for (let x = 0; x < mapRow.length; x++) {
    const { first, weights } = columns[x] ?? NO_WEIGHTS;
    if (weights.length > 0) {
      let value = 0;
      for (let offset = 0; offset < weights.length; offset++) {
        value += (weights[offset] ?? 0) * (line[first + offset] ?? 0);
      }
      const probability = areLogits ? sigmoid(value) : value;
      // A value that is not a number compares as false: it leaves the map as it is.
      if (probability > (mapRow[x] ?? 0)) {
        mapRow[x] = probability;
      }
    }
  }
};

/**
 * The mask of a frame: the maximum over the masks of its instances, as probabilities 0..255, row by
 * row, maskSize * maskSize; the frame is stretched to the square.
 */
export const composeFrameMask = (
  masks: readonly CropMask[],
  frame: FrameSize,
  maskSize: number,
): Uint8Array<ArrayBuffer> => {
  const map = new Float32Array(maskSize * maskSize);
  for (const mask of masks) {
    pasteMask(map, { width: maskSize, height: maskSize }, mask, frame);
  }
  return Uint8Array.from(map, (probability) => Math.round(probability * 255));
};
