import { EXPORT_FORMATS, type ExportFormat } from './exportFormats.ts';
import { clamp } from '../util/math.ts';
import { frameIndexAt } from '../time/frameTable.ts';
import type { FrameTable } from '../time/frameTable.ts';

/** One frame of an export; times count from the start of the export. */
export type PlannedFrame = {
  readonly frameIndex: number;
  readonly startSeconds: number;
  readonly durationSeconds: number;
};

type ExportPlanOptions = {
  readonly ptsSeconds: FrameTable;
  /** End of the clip's last frame. */
  readonly durationSeconds: number;
  /** First and last frame index, both included; cut to what the clip has. */
  readonly range: readonly [number, number];
  /** Null keeps the clip's own frames and times. */
  readonly framesPerSecond: number | null;
};

/** Least duration of the last frame, where the clip ends with its timestamp. */
const MIN_FRAME_SECONDS = 1 / 1000;
/** A tick at a frame's timestamp must not fall before it by rounding. */
const TICK_TOLERANCE_SECONDS = 1e-6;

export const clampRange = (
  [first, last]: readonly [number, number],
  frameCount: number,
): readonly [number, number] => [Math.max(0, first), Math.min(frameCount - 1, last)];

/** Start and end of a range in the clip, in seconds. */
export const rangeToSeconds = ({
  ptsSeconds,
  durationSeconds,
  range,
}: Omit<ExportPlanOptions, 'framesPerSecond'>): readonly [number, number] => {
  const [first, last] = clampRange(range, ptsSeconds.length);
  const start = ptsSeconds[first] ?? 0;
  const end =
    ptsSeconds[last + 1] ?? Math.max(durationSeconds, (ptsSeconds[last] ?? 0) + MIN_FRAME_SECONDS);
  return [start, end];
};

/**
 * The frames of an export, ascending. At the clip's own rate each frame comes once, at its own
 * timestamp; at another rate each tick takes the frame shown at that time, so that frames are dropped
 * or repeated.
 */
export const planExportFrames = (options: ExportPlanOptions): readonly PlannedFrame[] => {
  const { ptsSeconds, framesPerSecond } = options;
  const [first, last] = clampRange(options.range, ptsSeconds.length);
  if (last < first) {
    return [];
  }
  const [start, end] = rangeToSeconds(options);
  if (framesPerSecond === null) {
    return Array.from({ length: last - first + 1 }, (_, offset) => {
      const pts = ptsSeconds[first + offset] ?? 0;
      const next = offset < last - first ? (ptsSeconds[first + offset + 1] ?? end) : end;
      return {
        frameIndex: first + offset,
        startSeconds: pts - start,
        durationSeconds: next - pts,
      };
    });
  }
  const ticks = Math.max(1, Math.round((end - start) * framesPerSecond));
  return Array.from({ length: ticks }, (_, tick) => {
    const startSeconds = tick / framesPerSecond;
    const shown = frameIndexAt(ptsSeconds, start + startSeconds + TICK_TOLERANCE_SECONDS);
    return {
      frameIndex: clamp(shown, first, last),
      startSeconds,
      durationSeconds: 1 / framesPerSecond,
    };
  });
};

/** The plan with each frame once, for files that are named by their frame. */
export const dropRepeatedFrames = (plan: readonly PlannedFrame[]): readonly PlannedFrame[] =>
  plan.filter(({ frameIndex }, index) => frameIndex !== plan[index - 1]?.frameIndex);

export type ImageSize = { readonly width: number; readonly height: number };

/**
 * Size of the written pictures: the clip's, or smaller at its aspect.
 * Videos have even sides, because their codecs halve those of the colour; rounded down, never up.
 */
export const exportSize = (
  { width, height }: ImageSize,
  maxHeight: number | null,
  format: ExportFormat,
): ImageSize => {
  const isEven = EXPORT_FORMATS[format].kind === 'video';
  const scale = maxHeight === null ? 1 : Math.min(1, maxHeight / height);
  const fit = (side: number): number => {
    const pixels = Math.max(1, Math.round(side * scale));
    return isEven ? Math.max(2, pixels - (pixels % 2)) : pixels;
  };
  return { width: fit(width), height: fit(height) };
};
