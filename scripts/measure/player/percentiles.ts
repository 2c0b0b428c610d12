/** Half and nineteen of twenty of the values lie at or below them. */
export type Percentiles = { readonly median: number; readonly p95: number; readonly count: number };

export function percentilesOf(values: readonly number[]): Percentiles {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
  return { median: at(0.5), p95: at(0.95), count: sorted.length };
}

export const formatPercentiles = ({ median, p95, count }: Percentiles): string =>
  `median ${median.toFixed(0)} ms, p95 ${p95.toFixed(0)} ms (${count})`;
