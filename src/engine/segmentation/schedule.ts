import { firstFrameIndexFrom, wholeSecondOf } from '../../core/time/frameTable.ts';
import type { FrameTable } from '../../core/time/frameTable.ts';
import { neighboursOf } from './instances/steadyFrames.ts';

/** Whether the frame is the first one of its slot at this rate. */
const isFirstInSlot = (ptsSeconds: FrameTable, frameIndex: number, rate: number): boolean => {
  const slot = Math.floor((ptsSeconds[frameIndex] ?? 0) * rate);
  return frameIndex === 0 || slot !== Math.floor((ptsSeconds[frameIndex - 1] ?? 0) * rate);
};

/** After the overview: which frames each further pass computes; the last one is every frame. */
const PASSES: readonly ((ptsSeconds: FrameTable, frameIndex: number) => boolean)[] = [
  (ptsSeconds, frameIndex) => isFirstInSlot(ptsSeconds, frameIndex, 2),
  (ptsSeconds, frameIndex) => isFirstInSlot(ptsSeconds, frameIndex, 4),
  // Before those between them, which may need no look of their own.
  (ptsSeconds, frameIndex) => neighboursOf(ptsSeconds, frameIndex) === null,
  () => true,
];

/** Frames of one whole second, ascending. */
const framesOfSecond = (ptsSeconds: FrameTable, second: number): number[] => {
  const first = firstFrameIndexFrom(ptsSeconds, second);
  const count = firstFrameIndexFrom(ptsSeconds, second + 1) - first;
  return Array.from({ length: count }, (_, offset) => first + offset);
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
 * forwards. Two frames a second everywhere come before four, four before every fourth frame, those
 * before all; within a pass the second nearest to the playhead comes first. Empty when every frame
 * is there.
 */
export const nextFrames = (
  ptsSeconds: FrameTable,
  playheadFrameIndex: number,
  isComputed: (frameIndex: number) => boolean,
): number[] => {
  const here = wholeSecondOf(ptsSeconds, playheadFrameIndex);
  const last = wholeSecondOf(ptsSeconds, ptsSeconds.length - 1);
  for (const isInPass of PASSES) {
    for (const second of secondsAround(here, last)) {
      const missing = framesOfSecond(ptsSeconds, second).filter(
        (frame) => !isComputed(frame) && isInPass(ptsSeconds, frame),
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
