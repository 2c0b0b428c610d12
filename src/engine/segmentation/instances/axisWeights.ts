/** How one target sample is made along one axis: source samples from `first` on, by these weights. */
export type SampleWeights = { readonly first: number; readonly weights: readonly number[] };

/** A target sample that is made of nothing. */
export const NO_WEIGHTS: SampleWeights = { first: 0, weights: [] };

type AxisMapping = {
  readonly targetCount: number;
  /** Where the first target sample begins on the source axis; samples have unit length there. */
  readonly start: number;
  /** Source samples for each target sample; above 1 the axis shrinks. */
  readonly step: number;
  /** Source samples that exist: 0..sourceCount. The weight of others is left out of the sum. */
  readonly sourceCount: number;
  /** Interpolation repeats the outermost samples of this part of the source axis ... */
  readonly low: number;
  /** ... and reads nothing for target samples whose middle lies outside of it. */
  readonly high: number;
};

/**
 * Weights of an axis: averaged by overlap where it shrinks, else interpolated linearly with
 * half-pixel centres. These are OpenCV's INTER_AREA and INTER_LINEAR, as training uses them.
 * Weights sum to 1, less what lies beyond the source.
 */
export const axisWeights = (mapping: AxisMapping): SampleWeights[] =>
  Array.from({ length: mapping.targetCount }, (_, index) =>
    mapping.step > 1 ? averaged(mapping, index) : interpolated(mapping, index),
  );

const averaged = ({ start, step, sourceCount }: AxisMapping, index: number): SampleWeights => {
  const from = Math.max(0, start + index * step);
  const to = Math.min(sourceCount, start + (index + 1) * step);
  if (to <= from) {
    return NO_WEIGHTS;
  }
  const first = Math.floor(from);
  return {
    first,
    weights: Array.from({ length: Math.ceil(to) - first }, (_, offset) => {
      const sample = first + offset;
      return (Math.min(to, sample + 1) - Math.max(from, sample)) / step;
    }),
  };
};

const interpolated = (mapping: AxisMapping, index: number): SampleWeights => {
  const { start, step, sourceCount, low, high } = mapping;
  const middle = start + (index + 0.5) * step;
  if (middle < low || middle >= high) {
    return NO_WEIGHTS;
  }
  const position = Math.min(Math.max(middle - 0.5, low), high - 1);
  const sample = Math.floor(position);
  const weight = position - sample;
  const both = [1 - weight, weight];
  const isThere = (offset: number): boolean =>
    sample + offset >= 0 && sample + offset < sourceCount && both[offset] !== 0;
  const offsets = [0, 1].filter(isThere);
  return {
    first: sample + (offsets[0] ?? 0),
    weights: offsets.map((offset) => both[offset] ?? 0),
  };
};
