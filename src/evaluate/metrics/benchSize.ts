import type { BinaryMask } from './truthMask.ts';

/** The side at which the official code compares masks. */
export const BENCH_SIZE = 256;

/** A probability map as the model gives it, 0..255, stretched to the whole frame. */
export type ProbabilityMap = {
  readonly width: number;
  readonly height: number;
  readonly values: Uint8Array;
};

type Taps = { readonly from: Int32Array; readonly to: Int32Array; readonly weight: Float64Array };

/** Bilinear taps with half-pixel centres, edges repeated; `weight` is the second tap's. */
const tapsOf = (sourceSize: number): Taps => {
  const from = new Int32Array(BENCH_SIZE);
  const to = new Int32Array(BENCH_SIZE);
  const weight = new Float64Array(BENCH_SIZE);
  for (let index = 0; index < BENCH_SIZE; index++) {
    const position = ((index + 0.5) * sourceSize) / BENCH_SIZE - 0.5;
    const clamped = Math.min(Math.max(position, 0), sourceSize - 1);
    const first = Math.floor(clamped);
    from[index] = first;
    to[index] = Math.min(first + 1, sourceSize - 1);
    weight[index] = clamped - first;
  }
  return { from, to, weight };
};

/** The map at 256 x 256, as single-precision values 0..1 like the official code's tensors. */
export const probabilityAtBenchSize = (map: ProbabilityMap): Float32Array => {
  const columns = tapsOf(map.width);
  const rows = tapsOf(map.height);
  const at = (row: number, column: number): number => map.values[row * map.width + column] ?? 0;
  const result = new Float32Array(BENCH_SIZE * BENCH_SIZE);
  for (let y = 0; y < BENCH_SIZE; y++) {
    const upper = rows.from[y] ?? 0;
    const lower = rows.to[y] ?? 0;
    const down = rows.weight[y] ?? 0;
    for (let x = 0; x < BENCH_SIZE; x++) {
      const left = columns.from[x] ?? 0;
      const right = columns.to[x] ?? 0;
      const across = columns.weight[x] ?? 0;
      const top = at(upper, left) * (1 - across) + at(upper, right) * across;
      const bottom = at(lower, left) * (1 - across) + at(lower, right) * across;
      result[y * BENCH_SIZE + x] = (top * (1 - down) + bottom * down) / 255;
    }
  }
  return result;
};

/** Fixed point of OpenCV's 8-bit bilinear resize: weights in 1 / 2048. */
const WEIGHT_ONE = 2048;

const roundHalfToEven = (value: number): number => {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
};

const fixedWeight = (weight: number): number => roundHalfToEven(Math.fround(weight) * WEIGHT_ONE);

/**
 * The truth at 256 x 256 as the official loader makes it: white on black, cv2.resize (bilinear),
 * then "above zero". A pixel that is touched at all counts, so the truth grows by up to a pixel.
 */
export const truthAtBenchSize = (mask: BinaryMask): Uint8Array => {
  const result = truthsAtBenchSize.get(mask) ?? resizeTruth(mask);
  truthsAtBenchSize.set(mask, result);
  return result;
};

/** A truth is asked for under every variant. */
const truthsAtBenchSize = new WeakMap<BinaryMask, Uint8Array>();

const resizeTruth = (mask: BinaryMask): Uint8Array => {
  const columns = tapsOf(mask.width);
  const rows = tapsOf(mask.height);
  const rightWeights = Int32Array.from(columns.weight, fixedWeight);
  const leftWeights = Int32Array.from(columns.weight, (weight) => fixedWeight(1 - weight));
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
  const result = new Uint8Array(BENCH_SIZE * BENCH_SIZE);
  for (let y = 0; y < BENCH_SIZE; y++) {
    const upper = rowAcross(rows.from[y] ?? 0);
    const lower = rowAcross(rows.to[y] ?? 0);
    const weight = rows.weight[y] ?? 0;
    const first = fixedWeight(1 - weight);
    const second = fixedWeight(weight);
    for (let x = 0; x < BENCH_SIZE; x++) {
      const sum = ((first * (upper[x] ?? 0)) >> 16) + ((second * (lower[x] ?? 0)) >> 16);
      result[y * BENCH_SIZE + x] = Number((sum + 2) >> 2 > 0);
    }
  }
  return result;
};
