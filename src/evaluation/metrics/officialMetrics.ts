/**
 * J, F and S as the code published with Ref-AVS computes them. All of them take a probability map
 * and a truth of the same size (256 x 256 in the benchmark).
 */

const J_THRESHOLD = Math.fround(0.4);
const S_THRESHOLD = 0.5;
const EPSILON = 1e-7;
/** Weight of precision in F. */
const BETA_SQUARED = 0.3;
export const F_THRESHOLD_COUNT = 255;

/** 255 values from 0 to 1 in single precision, built from both ends as torch.linspace does. */
export const F_THRESHOLDS: Float32Array = Float32Array.from(
  { length: F_THRESHOLD_COUNT },
  (_, index) => {
    const step = Math.fround(1 / (F_THRESHOLD_COUNT - 1));
    const fromEnd = F_THRESHOLD_COUNT - 1 - index;
    return index < F_THRESHOLD_COUNT / 2 ? step * index : 1 - Math.fround(step * fromEnd);
  },
);

const requireSameSize = (probability: Float32Array, truth: Uint8Array): void => {
  if (probability.length !== truth.length || truth.length === 0) {
    throw new RangeError(`A map of ${probability.length} and a truth of ${truth.length} values.`);
  }
};

/**
 * J of one frame: intersection over union of probability > 0.4 with the truth. Where the truth is
 * empty it is the share of the picture that is left empty.
 */
export const frameJ = (probability: Float32Array, truth: Uint8Array): number => {
  requireSameSize(probability, truth);
  let intersection = 0;
  let union = 0;
  let truthArea = 0;
  for (let index = 0; index < truth.length; index++) {
    const inside = Number((probability[index] ?? 0) > J_THRESHOLD);
    const isTruth = truth[index] ?? 0;
    truthArea += isTruth;
    intersection += inside & isTruth;
    union += inside | isTruth;
  }
  return truthArea === 0
    ? (truth.length - union) / (truth.length + EPSILON)
    : intersection / (union + EPSILON);
};

/**
 * F of one frame at each of the 255 thresholds, a pixel being inside at or above it; null where the
 * truth is empty: such frames are left out.
 */
export const frameFCurve = (probability: Float32Array, truth: Uint8Array): Float64Array | null => {
  requireSameSize(probability, truth);
  // Pixels by the last threshold that they reach; summed from the top they are those inside.
  const inside = new Float64Array(F_THRESHOLD_COUNT);
  const correct = new Float64Array(F_THRESHOLD_COUNT);
  let truthArea = 0;
  for (let index = 0; index < truth.length; index++) {
    const last = lastThresholdReached(probability[index] ?? 0);
    const isTruth = truth[index] ?? 0;
    truthArea += isTruth;
    inside[last] = (inside[last] ?? 0) + 1;
    correct[last] = (correct[last] ?? 0) + isTruth;
  }
  if (truthArea === 0) return null;
  const curve = new Float64Array(F_THRESHOLD_COUNT);
  let insideArea = 0;
  let correctArea = 0;
  for (let index = F_THRESHOLD_COUNT - 1; index >= 0; index--) {
    insideArea += inside[index] ?? 0;
    correctArea += correct[index] ?? 0;
    const precision = correctArea / (insideArea + 1e-20);
    const recall = correctArea / truthArea;
    const weighted = BETA_SQUARED * precision + recall;
    curve[index] = weighted === 0 ? 0 : ((1 + BETA_SQUARED) * precision * recall) / weighted;
  }
  return curve;
};

const lastThresholdReached = (value: number): number => {
  let index = Math.min(Math.floor(value * (F_THRESHOLD_COUNT - 1)), F_THRESHOLD_COUNT - 1);
  while (index + 1 < F_THRESHOLD_COUNT && value >= (F_THRESHOLDS[index + 1] ?? 1)) index += 1;
  while (index > 0 && value < (F_THRESHOLDS[index] ?? 0)) index -= 1;
  return index;
};

/** Pixels drawn on a frame of a null item: probability > 0.5. S is the root of their share. */
export const countNullPixels = (probability: Float32Array): number => {
  let count = 0;
  for (const value of probability) count += Number(value > S_THRESHOLD);
  return count;
};

export const sFromPixelCounts = (drawn: number, all: number): number => Math.sqrt(drawn / all);
