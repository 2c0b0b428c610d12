/**
 * How the cached memory weighs the steps before. `mean` over everything is the method's own (eq. 3);
 * the others are for experiments on how far back it should reach.
 */
export type MemoryRule =
  | { readonly kind: 'mean' }
  /** The mean of the last steps only. */
  | { readonly kind: 'window'; readonly steps: number }
  /** A step weighs half as much after so many more. */
  | { readonly kind: 'decay'; readonly halfLifeSteps: number };

export const CUMULATIVE_MEAN: MemoryRule = { kind: 'mean' };
