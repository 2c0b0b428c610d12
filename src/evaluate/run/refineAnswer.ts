import { throwIfAborted } from '../../core/errors.ts';
import type { FrameMask } from '../../engine/protocol.ts';
import { drawAnswer } from '../score/scoreItem.ts';
import type { AnsweredFrame, Thresholds } from '../score/scoreItem.ts';

/**
 * Draws an answer as the app does, its edges refined by the frame of the open clip; null where
 * edges cannot be refined here.
 */
export type RefineAnswer = (
  answer: FrameMask,
  maskThreshold: number,
  signal: AbortSignal,
) => Promise<Uint8Array | null>;

/** Adds refined masks to the frames on which there is something to find. */
export const refineAll = async (
  frames: readonly AnsweredFrame[],
  thresholds: Thresholds,
  {
    refineAnswer,
    signal,
  }: { readonly refineAnswer: RefineAnswer | null; readonly signal: AbortSignal },
): Promise<readonly AnsweredFrame[]> => {
  if (refineAnswer === null) return frames;
  const refined: AnsweredFrame[] = [];
  for (const frame of frames) {
    throwIfAborted(signal);
    const { truth, answer } = frame;
    const shown = drawAnswer(frame, thresholds);
    // "Not here" has no edges, and where nothing is to be found none are measured.
    const hasEdges = shown.isAnswered && truth.pixels.includes(1);
    refined.push({
      ...frame,
      refined: hasEdges ? await refineAnswer(answer, thresholds.mask, signal) : shown.pixels,
    });
  }
  return refined;
};
