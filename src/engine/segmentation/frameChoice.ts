import { wholeSecondOf } from '../../core/time/frameTable.ts';
import type { MediaClip } from '../media/mediaClip.ts';
import type { SegmentResult } from '../results/resultStore.ts';

export type FrameChoiceInputs = {
  readonly clip: MediaClip;
  /** Filled by the work; what it holds already is not computed again. */
  readonly result: SegmentResult;
  /** Only these frames; null for the whole clip. */
  readonly frames: readonly number[] | null;
  /** Without `frames`: masks are made between these two only, both included. */
  readonly range: readonly [number, number];
};

/** Which frames of a clip a segmentation is asked for. */
type FrameChoice = {
  /** Whether nothing is left to compute of it. */
  readonly isSettled: (frameIndex: number) => boolean;
  /** Whether the overview of a second makes this frame's mask. */
  readonly wantsMask: (second: number, frameIndex: number) => boolean;
};

export const createFrameChoice = ({
  clip,
  frames,
  range: [firstInRange, lastInRange],
  result: { masks, undecodable },
}: FrameChoiceInputs): FrameChoice => {
  const asked = frames === null ? null : new Set(frames);
  const isAsked = (frameIndex: number): boolean =>
    asked === null
      ? frameIndex >= firstInRange && frameIndex <= lastInRange
      : asked.has(frameIndex);
  const isSettled = (frameIndex: number): boolean =>
    masks.has(frameIndex) || undecodable.has(frameIndex);
  return {
    isSettled,
    wantsMask: (second, frameIndex) =>
      // A second without a frame of its own borrows a neighbour's, for the memory alone.
      wholeSecondOf(clip.info.ptsSeconds, frameIndex) === second &&
      !isSettled(frameIndex) &&
      isAsked(frameIndex),
  };
};
