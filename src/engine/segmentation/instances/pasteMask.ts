import { axisWeights } from './axisWeights.ts';
import type { SampleWeights } from './axisWeights.ts';
import type { FrameSize, Square } from './cropSquare.ts';

/** The mask of one instance in its crop. */
export type CropMask = {
  /** [cropSize * cropSize] */
  readonly logits: Float32Array;
  readonly square: Square;
};

const sigmoid = (logit: number): number => 1 / (1 + Math.exp(-logit));

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

  rows.forEach((row, y) => {
    if (row.weights.length === 0) {
      return;
    }
    columns.forEach((column, x) => {
      if (column.weights.length > 0) {
        const value = weightedSum(values, cropSize, row, column);
        const probability = doesShrink ? value : sigmoid(value);
        const at = y * mapSize.width + x;
        // A value that is not a number compares as false: it leaves the map as it is.
        if (probability > (map[at] ?? 0)) {
          map[at] = probability;
        }
      }
    });
  });
};

const weightedSum = (
  values: Float32Array,
  width: number,
  row: SampleWeights,
  column: SampleWeights,
): number => {
  let sum = 0;
  for (let down = 0; down < row.weights.length; down++) {
    const start = (row.first + down) * width + column.first;
    let rowSum = 0;
    for (let across = 0; across < column.weights.length; across++) {
      rowSum += (column.weights[across] ?? 0) * (values[start + across] ?? 0);
    }
    sum += (row.weights[down] ?? 0) * rowSum;
  }
  return sum;
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
