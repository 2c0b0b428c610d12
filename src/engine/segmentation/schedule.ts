import { frameIndexAt, wholeSecondOf } from '../../core/time/frameTable.ts';
import type { FrameTable } from '../../core/time/frameTable.ts';

/** After the overview: frames a second of each further pass; the last one is every frame. */
const PASS_FRAMES_PER_SECOND = [2, 4, Number.POSITIVE_INFINITY] as const;

/** Whether the frame is the first one of its slot at this rate. */
const isFirstInSlot = (ptsSeconds: FrameTable, frameIndex: number, rate: number): boolean => {
  if (frameIndex === 0 || rate === Number.POSITIVE_INFINITY) {
    return true;
  }
  const slot = Math.floor((ptsSeconds[frameIndex] ?? 0) * rate);
  return slot !== Math.floor((ptsSeconds[frameIndex - 1] ?? 0) * rate);
};

/** Frames of one whole second, ascending. */
const framesOfSecond = (ptsSeconds: FrameTable, second: number): number[] => {
  const frames: number[] = [];
  let frame = frameIndexAt(ptsSeconds, second);
  for (; frame < ptsSeconds.length && wholeSecondOf(ptsSeconds, frame) <= second; frame++) {
    if (wholeSecondOf(ptsSeconds, frame) === second) {
      frames.push(frame);
    }
  }
  return frames;
};

/** Whole seconds of the clip, nearest to the given one first; of two as near, the later. */
function* secondsAround(second: number, lastSecond: number): Generator<number> {
  for (let distance = 0; distance <= lastSecond; distance++) {
    if (second + distance <= lastSecond) {
      yield second + distance;
    }
    if (distance > 0 && second - distance >= 0) {
      yield second - distance;
    }
  }
}

/**
 * What to compute next: the missing frames of one second, ascending, so that the decoder runs
 * forwards. Two frames a second everywhere come before four, four before all; within a pass the
 * second nearest to the playhead comes first. Empty when every frame is there.
 */
export const nextFrames = (
  ptsSeconds: FrameTable,
  playheadFrameIndex: number,
  isComputed: (frameIndex: number) => boolean,
): number[] => {
  const here = wholeSecondOf(ptsSeconds, playheadFrameIndex);
  const last = wholeSecondOf(ptsSeconds, ptsSeconds.length - 1);
  for (const rate of PASS_FRAMES_PER_SECOND) {
    for (const second of secondsAround(here, last)) {
      const missing = framesOfSecond(ptsSeconds, second).filter(
        (frame) => isFirstInSlot(ptsSeconds, frame, rate) && !isComputed(frame),
      );
      if (missing.length > 0) {
        return missing;
      }
    }
  }
  return [];
};

/** A range of frames that the clip has; without one, all of them. */
export const clampToClip = (
  frameCount: number,
  [first, last]: readonly [number, number] = [0, frameCount - 1],
): readonly [number, number] => [Math.max(0, first), Math.min(last, frameCount - 1)];
