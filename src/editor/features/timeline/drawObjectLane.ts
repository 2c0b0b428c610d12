import { frameIndexAt } from '../../../core/time/frameTable.ts';
import { secondsAt, shareAt, type TimeScale } from '../../../core/time/timeScale.ts';
import type { FrameState } from '../../../core/model/frameState.ts';
import type { StripCanvas } from './useStripCanvas.ts';

/**
 * State of one pixel that covers several frames: `present` if any frame is, so that a single frame
 * is visible in a long clip; else `empty` if any was computed; else `not-computed`.
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

/** Size of the mark above a corrected frame. */
const CORRECTION_MARK_WIDTH_PIXELS = 3;
const CORRECTION_MARK_HEIGHT_PIXELS = 3;

/** Distance of the dots for frames not computed. */
const DOT_SPACING_PIXELS = 4;

type ObjectLaneContent = {
  readonly ptsSeconds: Float64Array;
  readonly scale: TimeScale;
  /** Colour of the object. */
  readonly presentColour: string;
  readonly stateOf: (frameIndex: number) => FrameState;
  /** Indices of frames with brush strokes, painted or propagated, ascending. */
  readonly correctedFrames: readonly number[];
};

/** Draws one column a pixel: dots for not computed, a thin line for empty, a block for present. */
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
  // Marks are drawn above the state without hiding it, with a minimum width.
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
