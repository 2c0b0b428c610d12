import { clamp } from '../../core/util/math.ts';
import type { BinaryMask } from './groundTruthMask.ts';

/** The side at which the official code compares masks. */
export const OFFICIAL_MASK_SIZE = 256;

/** A probability map as the model gives it, 0..255, stretched to the whole frame. */
type ProbabilityMap = {
  readonly width: number;
  readonly height: number;
  readonly values: Uint8Array;
};

type ResizeTaps = {
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly weight: Float64Array;
};

/** Bilinear taps with half-pixel centres, edges repeated; `weight` is the second tap's. */
const bilinearTaps = (sourceSize: number): ResizeTaps => {
  const from = new Int32Array(OFFICIAL_MASK_SIZE);
  const to = new Int32Array(OFFICIAL_MASK_SIZE);
  const weight = new Float64Array(OFFICIAL_MASK_SIZE);
  for (let index = 0; index < OFFICIAL_MASK_SIZE; index++) {
    const position = ((index + 0.5) * sourceSize) / OFFICIAL_MASK_SIZE - 0.5;
    const clamped = clamp(position, 0, sourceSize - 1);
    const first = Math.floor(clamped);
    from[index] = first;
    to[index] = Math.min(first + 1, sourceSize - 1);
    weight[index] = clamped - first;
  }
  return { from, to, weight };
};

/** The map at 256 x 256, as single-precision values 0..1 like the official code's tensors. */
export const resizeProbabilityMap = (map: ProbabilityMap): Float32Array => {
  const columns = bilinearTaps(map.width);
  const rows = bilinearTaps(map.height);
  const at = (row: number, column: number): number => map.values[row * map.width + column] ?? 0;
  const result = new Float32Array(OFFICIAL_MASK_SIZE * OFFICIAL_MASK_SIZE);
  for (let y = 0; y < OFFICIAL_MASK_SIZE; y++) {
    const upper = rows.from[y] ?? 0;
    const lower = rows.to[y] ?? 0;
    const down = rows.weight[y] ?? 0;
    for (let x = 0; x < OFFICIAL_MASK_SIZE; x++) {
      const left = columns.from[x] ?? 0;
      const right = columns.to[x] ?? 0;
      const across = columns.weight[x] ?? 0;
      const top = at(upper, left) * (1 - across) + at(upper, right) * across;
      const bottom = at(lower, left) * (1 - across) + at(lower, right) * across;
      result[y * OFFICIAL_MASK_SIZE + x] = (top * (1 - down) + bottom * down) / 255;
    }
  }
  return result;
};

/** Fixed point of OpenCV's 8-bit bilinear resize: weights in 1 / 2048. */
const FIXED_POINT_ONE = 2048;

const roundHalfToEven = (value: number): number => {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
};

const toFixedPoint = (weight: number): number =>
  roundHalfToEven(Math.fround(weight) * FIXED_POINT_ONE);

/**
 * The truth at 256 x 256 as the official loader makes it: white on black, cv2.resize (bilinear),
 * then "above zero". A pixel that is touched at all counts, so the truth grows by up to a pixel.
 */
export const resizeGroundTruth = (mask: BinaryMask): Uint8Array => {
  const result = resizedGroundTruths.get(mask) ?? computeResizedGroundTruth(mask);
  resizedGroundTruths.set(mask, result);
  return result;
};

/** A truth is asked for under every variant. */
const resizedGroundTruths = new WeakMap<BinaryMask, Uint8Array>();

const computeResizedGroundTruth = (mask: BinaryMask): Uint8Array => {
  const columns = bilinearTaps(mask.width);
  const rows = bilinearTaps(mask.height);
  const rightWeights = Int32Array.from(columns.weight, toFixedPoint);
  const leftWeights = Int32Array.from(columns.weight, (weight) => toFixedPoint(1 - weight));
  const across = new Map<number, Int32Array>();
  const rowAcross = (row: number): Int32Array => {
    const known = across.get(row);
    if (known !== undefined) return known;
    const start = row * mask.width;
    const sums = Int32Array.from(leftWeights, (leftWeight, x) => {
      const left = mask.pixels[start + (columns.from[x] ?? 0)] ?? 0;
      const right = mask.pixels[start + (columns.to[x] ?? 0)] ?? 0;
      return (255 * (left * leftWeight + right * (rightWeights[x] ?? 0))) >> 4;
    });
    across.set(row, sums);
    return sums;
  };
  const result = new Uint8Array(OFFICIAL_MASK_SIZE * OFFICIAL_MASK_SIZE);
  for (let y = 0; y < OFFICIAL_MASK_SIZE; y++) {
    const upper = rowAcross(rows.from[y] ?? 0);
    const lower = rowAcross(rows.to[y] ?? 0);
    const weight = rows.weight[y] ?? 0;
    const first = toFixedPoint(1 - weight);
    const second = toFixedPoint(weight);
    for (let x = 0; x < OFFICIAL_MASK_SIZE; x++) {
      const sum = ((first * (upper[x] ?? 0)) >> 16) + ((second * (lower[x] ?? 0)) >> 16);
      result[y * OFFICIAL_MASK_SIZE + x] = Number((sum + 2) >> 2 > 0);
    }
  }
  return result;
};
