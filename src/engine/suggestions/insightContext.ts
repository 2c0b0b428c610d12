import type { MediaClip } from '../media/openClip.ts';
import type { AudioWindows } from '../segmentation/audioWindows.ts';
import type { OpenModel } from '../segmentation/openModel.ts';

/** What is open, and the signal that ends work on it. */
export type InsightContext = OpenModel & {
  readonly clip: MediaClip;
  readonly audio: AudioWindows;
  readonly yieldToEventLoop: () => Promise<void>;
  readonly signal: AbortSignal;
};
