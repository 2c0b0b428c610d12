/** Steps of a ruler that people count in, in seconds. */
const STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600];

/** Seconds at which a ruler of this many places has its marks, from 0 on; none at its end. */
export const rulerTicks = (durationSeconds: number, mostTicks: number): number[] => {
  const step = STEPS.find((seconds) => durationSeconds / seconds <= mostTicks) ?? 7200;
  const count = Math.ceil(durationSeconds / step);
  return Array.from({ length: count }, (_, index) => index * step);
};
