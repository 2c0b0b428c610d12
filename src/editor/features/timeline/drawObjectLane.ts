import { frameIndexAt } from '../../../core/time/frameTable.ts';
import { secondsAt, shareAt, type TimeScale } from '../../../core/time/timeScale.ts';
import type { FrameState } from '../../../core/model/frameState.ts';
import type { StripCanvas } from './stripCanvas.ts';

/**
 * What a span of frames has to say in one pixel: `present` wins, so that a single frame is seen in
 * the longest clip; then `empty`, for looking at one frame of a span is looking.
 */
export const aggregateFrameState = (
  firstFrameIndex: number,
  lastFrameIndex: number,
  stateOf: (frameIndex: number) => FrameState,
): FrameState => {
  let state: FrameState = 'not-computed';
  for (let frameIndex = firstFrameIndex; frameIndex <= lastFrameIndex; frameIndex++) {
    const frame = stateOf(frameIndex);
    if (frame === 'present') {
      return 'present';
    }
    if (frame === 'empty') {
      state = 'empty';
    }
  }
  return state;
};

/** A corrected frame's mark. */
const CORRECTION_MARK_WIDTH_PIXELS = 3;
const CORRECTION_MARK_HEIGHT_PIXELS = 3;

/** Distance of the dots that stand for "not computed". */
const DOT_SPACING_PIXELS = 4;

export type ObjectLaneContent = {
  readonly ptsSeconds: Float64Array;
  readonly scale: TimeScale;
  /** Colour of the object. */
  readonly presentColour: string;
  readonly stateOf: (frameIndex: number) => FrameState;
  /** Frames that a person painted on, or to which that was carried, ascending. */
  readonly correctedFrames: readonly number[];
};

/** Three states, three shapes: dots are not computed, a thin line is empty, a block is present. */
export const drawObjectLane = (
  { context, width, height, colour }: StripCanvas,
  {
    ptsSeconds,
    scale,
    presentColour: present,
    stateOf,
    correctedFrames: corrected,
  }: ObjectLaneContent,
): void => {
  const empty = colour('--lane-empty');
  const notComputed = colour('--lane-none');
  const middle = Math.round(height / 2);
  for (let x = 0; x < width; x++) {
    const first = frameIndexAt(ptsSeconds, secondsAt(scale, x / width));
    const next = frameIndexAt(ptsSeconds, secondsAt(scale, (x + 1) / width));
    const state = aggregateFrameState(first, Math.max(first, next - 1), stateOf);
    if (state === 'present') {
      context.fillStyle = present;
      context.fillRect(x, 2, 1, height - 4);
    } else if (state === 'empty') {
      context.fillStyle = empty;
      context.fillRect(x, middle - 1, 1, 2);
    } else if (x % DOT_SPACING_PIXELS === 0) {
      context.fillStyle = notComputed;
      context.fillRect(x, middle - 1, 1.5, 1.5);
    }
  }
  // Above the state, which they do not hide; a frame is never too narrow to be seen.
  context.fillStyle = colour('--text');
  for (const frameIndex of corrected) {
    const start = shareAt(scale, ptsSeconds[frameIndex] ?? 0) * width;
    const end = shareAt(scale, ptsSeconds[frameIndex + 1] ?? scale.endSeconds) * width;
    context.fillRect(
      start,
      0,
      Math.max(CORRECTION_MARK_WIDTH_PIXELS, end - start),
      CORRECTION_MARK_HEIGHT_PIXELS,
    );
  }
};
