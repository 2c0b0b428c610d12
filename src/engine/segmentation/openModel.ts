import type { MediaClip } from '../media/openClip.ts';
import type { AudioWindows } from './audioWindows.ts';
import type { InstancePipeline } from '../inference/instances/instancePipeline.ts';
import type { PaperPipeline } from '../inference/paper/paperPipeline.ts';
import type { InstanceClip } from './instances/instanceClip.ts';

/** The open model; one of kind "instances" together with what it knows of the open clip. */
export type OpenModel =
  | { readonly pipeline: PaperPipeline; readonly instanceClip?: undefined }
  | { readonly pipeline: InstancePipeline; readonly instanceClip: InstanceClip };

/** What is open, and the signal that ends work on it. */
export type InsightContext = OpenModel & {
  readonly clip: MediaClip;
  readonly audio: AudioWindows;
  readonly yieldToEventLoop: () => Promise<void>;
  readonly signal: AbortSignal;
};
