import { spanSeconds, type TimeScale } from '../../../core/time/timeScale.ts';

/** Tick distances, in seconds. */
const TICK_STEPS_SECONDS = [
  0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600,
];

/** Tick times in seconds for at most `maxTicks` ticks; none at the end of the scale. */
export const rulerTicks = (scale: TimeScale, maxTicks: number): number[] => {
  const step =
    TICK_STEPS_SECONDS.find((seconds) => spanSeconds(scale) / seconds <= maxTicks) ?? 7200;
  const first = Math.ceil(scale.startSeconds / step);
  const count = Math.max(0, Math.ceil(scale.endSeconds / step) - first);
  return Array.from({ length: count }, (_, index) => (first + index) * step);
};
