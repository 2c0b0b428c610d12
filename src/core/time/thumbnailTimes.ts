import { frameIndexAt, type FrameTable } from './frameTable.ts';
import { spanSeconds, type TimeScale } from './timeScale.ts';

/** Thumbnails of a zoomed strip: more than fit side by side on most screens. */
const MAX_THUMBNAILS_IN_VIEW = 24;

/**
 * Middles of the pictures that a zoomed timeline lacks, in seconds; none where the clip's own
 * thumbnails are fine enough. They lie on a grid of the whole clip, halved until it is fine enough,
 * so that panning and zooming meet the same ones again.
 * @param coarseCount thumbnails of the whole clip.
 */
export const thumbnailTimes = (
  scale: TimeScale,
  durationSeconds: number,
  coarseCount: number,
): number[] => {
  let step = durationSeconds / coarseCount;
  if (!(step > 0) || spanSeconds(scale) / step >= MAX_THUMBNAILS_IN_VIEW / 2) {
    return [];
  }
  while (spanSeconds(scale) / (step / 2) <= MAX_THUMBNAILS_IN_VIEW) {
    step /= 2;
  }
  const first = Math.max(0, Math.floor(scale.startSeconds / step));
  const end = Math.ceil(Math.min(scale.endSeconds, durationSeconds) / step);
  return Array.from(
    { length: Math.max(0, end - first) },
    (_, index) => (first + index + 0.5) * step,
  );
};

/** The frames at the middles of `count` equal parts of a clip: its thumbnails show these. */
export const thumbnailFrameIndices = (
  ptsSeconds: FrameTable,
  durationSeconds: number,
  count: number,
): number[] =>
  Array.from({ length: count }, (_, position) =>
    frameIndexAt(ptsSeconds, ((position + 0.5) / count) * durationSeconds),
  );
