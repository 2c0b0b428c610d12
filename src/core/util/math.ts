/** The nearest value in [min, max]. */
export const clamp = (value: number, min: number, max: number): number =>
  Math.min(Math.max(value, min), max);

/** A logit as a probability. */
export const sigmoid = (logit: number): number => 1 / (1 + Math.exp(-logit));

/** Of equal values the first; 0 of none. */
export const indexOfMaximum = (values: Float32Array): number =>
  values.reduce((best, value, index) => (value > (values[best] ?? 0) ? index : best), 0);

/** Arithmetic mean; NaN of no values. */
export const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** The items in the middle of `count` equal parts; every item when there are no more. */
export const evenlySpaced = <T>(items: readonly T[], count: number): readonly T[] => {
  if (items.length <= count) {
    return items;
  }
  const chosen = new Set(
    Array.from({ length: count }, (_, part) => Math.floor(((part + 0.5) * items.length) / count)),
  );
  return items.filter((_, index) => chosen.has(index));
};
