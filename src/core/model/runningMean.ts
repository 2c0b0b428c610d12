import { meanVector } from '../util/vectors.ts';

/**
 * How the cached memory weighs earlier steps. `mean` is the paper's (eq. 3); the others are for
 * experiments on how far back it should reach.
 */
export type MemoryRule =
  | { readonly kind: 'mean' }
  /** The mean of the last `steps` steps. */
  | { readonly kind: 'window'; readonly steps: number }
  /** Exponential decay: a step's weight halves every `halfLifeSteps` steps. */
  | { readonly kind: 'decay'; readonly halfLifeSteps: number };

export const CUMULATIVE_MEAN: MemoryRule = { kind: 'mean' };

/** EEMC's cached memory: the mean of every step so far, and how many steps it holds. */
export type RunningMean = {
  readonly mean: Float32Array<ArrayBuffer>;
  /** Steps in the mean; under decay the sum of their weights. */
  readonly count: number;
  /** The steps of a sliding window, oldest first; empty under other rules. */
  readonly windowSteps: readonly Float32Array[];
};

/** Before the first step: C^1 = 0. */
export const emptyRunningMean = (length: number): RunningMean => ({
  mean: new Float32Array(length),
  count: 0,
  windowSteps: [],
});

/**
 * The memory after one more step (eq. 3): given C^tau, the mean of F^1 .. F^(tau - 1), and F^tau,
 * it returns C^(tau + 1). The given memory is not changed, so a frame can keep the one it was given.
 * @throws RangeError when the lengths differ.
 */
export const updateRunningMean = (
  memory: RunningMean,
  values: Float32Array,
  rule: MemoryRule = CUMULATIVE_MEAN,
): RunningMean => {
  if (values.length !== memory.mean.length) {
    throw new RangeError(`The memory holds ${memory.mean.length} values, not ${values.length}.`);
  }
  if (rule.kind === 'window') {
    const recent = [...memory.windowSteps, values].slice(-rule.steps);
    return { mean: meanVector(recent), count: recent.length, windowSteps: recent };
  }
  const decay = rule.kind === 'decay' ? 0.5 ** (1 / rule.halfLifeSteps) : 1;
  const count = memory.count * decay + 1;
  const mean = memory.mean.map((value, index) => value + ((values[index] ?? 0) - value) / count);
  return { mean, count, windowSteps: [] };
};
