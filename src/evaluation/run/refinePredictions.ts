import { throwIfAborted } from '../../core/util/errors.ts';
import type { FrameMask } from '../../protocol/requests.ts';
import { thresholdPrediction } from '../scoring/scoreItem.ts';
import type { PredictedFrame, Thresholds } from '../scoring/scoreItem.ts';

/**
 * Draws an answer as the app does, its edges refined by the frame of the open clip; null where
 * edges cannot be refined here.
 */
export type RefinePrediction = (
  answer: FrameMask,
  maskThreshold: number,
  signal: AbortSignal,
) => Promise<Uint8Array | null>;

/** Adds refined masks to the frames with a ground truth. */
export const refinePredictions = async (
  frames: readonly PredictedFrame[],
  thresholds: Thresholds,
  {
    refinePrediction,
    signal,
  }: { readonly refinePrediction: RefinePrediction | null; readonly signal: AbortSignal },
): Promise<readonly PredictedFrame[]> => {
  if (refinePrediction === null) return frames;
  const refined: PredictedFrame[] = [];
  for (const frame of frames) {
    throwIfAborted(signal);
    const { truth, answer } = frame;
    const shown = thresholdPrediction(frame, thresholds);
    // An empty prediction has no edges, and without a ground truth they are not scored.
    const hasEdges = shown.isAnswered && truth.pixels.includes(1);
    refined.push({
      ...frame,
      refined: hasEdges ? await refinePrediction(answer, thresholds.mask, signal) : shown.pixels,
    });
  }
  return refined;
};
