/** EEMC's cached memory: the mean of every step so far, and how many steps it holds. */
export type RunningMean = {
  readonly mean: Float32Array<ArrayBuffer>;
  readonly count: number;
};

/** Before the first step: C^1 = 0. */
export const emptyMean = (length: number): RunningMean => ({
  mean: new Float32Array(length),
  count: 0,
});

/**
 * The memory after one more step (eq. 3): given C^tau, the mean of F^1 .. F^(tau - 1), and F^tau,
 * it returns C^(tau + 1). The memory given is left as it is, so a frame can keep the one it saw.
 * @throws RangeError when the lengths differ.
 */
export const addToMean = (memory: RunningMean, values: Float32Array): RunningMean => {
  if (values.length !== memory.mean.length) {
    throw new RangeError(`The memory holds ${memory.mean.length} values, not ${values.length}.`);
  }
  const count = memory.count + 1;
  const mean = memory.mean.map((before, index) => before + ((values[index] ?? 0) - before) / count);
  return { mean, count };
};
