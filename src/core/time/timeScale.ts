/** The span of a clip that a timeline shows, in seconds. */
export type TimeScale = { readonly startSeconds: number; readonly endSeconds: number };

/** Shortest visible span of the timeline. */
const MIN_SPAN_SECONDS = 0.2;

export const spanSeconds = ({ startSeconds, endSeconds }: TimeScale): number =>
  endSeconds - startSeconds;

/** Time at a share 0..1 of the width. */
export const secondsAt = (scale: TimeScale, share: number): number =>
  scale.startSeconds + share * spanSeconds(scale);

/** Share of the width at a time; below 0 or above 1 outside of what is shown. */
export const shareAt = (scale: TimeScale, seconds: number): number =>
  (seconds - scale.startSeconds) / spanSeconds(scale);

/** The scale moved by some seconds, as far as the clip goes. */
export const panTimeScale = (
  scale: TimeScale,
  bySeconds: number,
  durationSeconds: number,
): TimeScale => {
  const span = Math.min(spanSeconds(scale), durationSeconds);
  const start = Math.min(Math.max(scale.startSeconds + bySeconds, 0), durationSeconds - span);
  return { startSeconds: start, endSeconds: start + span };
};

/** The scale with `factor` times the span; the anchor keeps its place on the screen. */
export const zoomTimeScale = (
  scale: TimeScale,
  factor: number,
  anchorSeconds: number,
  durationSeconds: number,
): TimeScale => {
  const least = Math.min(MIN_SPAN_SECONDS, durationSeconds);
  const span = Math.min(Math.max(spanSeconds(scale) * factor, least), durationSeconds);
  const start = anchorSeconds - Math.min(Math.max(shareAt(scale, anchorSeconds), 0), 1) * span;
  return panTimeScale({ startSeconds: start, endSeconds: start + span }, 0, durationSeconds);
};

/** The scale turned by pages until it shows this time. */
export const scrollToShow = (
  scale: TimeScale,
  seconds: number,
  durationSeconds: number,
): TimeScale => {
  const share = shareAt(scale, seconds);
  return share >= 0 && share <= 1
    ? scale
    : panTimeScale(scale, Math.floor(share) * spanSeconds(scale), durationSeconds);
};

/**
 * The frame that a position snaps to: the nearest of the candidates within reach, else itself.
 * @param reach in the unit of the positions.
 */
export const snapToNearest = (
  position: number,
  candidates: readonly number[],
  reach: number,
): number => {
  let nearest = position;
  let distance = reach;
  for (const candidate of candidates) {
    const away = Math.abs(candidate - position);
    if (away <= distance) {
      nearest = candidate;
      distance = away;
    }
  }
  return nearest;
};

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
