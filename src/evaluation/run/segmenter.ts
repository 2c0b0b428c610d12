import type { MemoryRule } from '../../core/model/runningMean.ts';
import type { CueSwitches, FrameMask, ProviderInfo } from '../../protocol/requests.ts';
import { ItemError } from '../benchmark/benchmarkProblem.ts';
import type { Thresholds } from '../scoring/scoreItem.ts';

/** A clip as it is handed to the engine. */
export type MediaFiles =
  | {
      readonly kind: 'stills';
      readonly name: string;
      /** One a second. */
      readonly frames: readonly Blob[];
      readonly audio: Blob | null;
    }
  | { readonly kind: 'video'; readonly name: string; readonly file: Blob };

export type StillsFiles = Extract<MediaFiles, { kind: 'stills' }>;

/** @throws ItemError for a video. */
export const requireStills = (media: MediaFiles): StillsFiles => {
  if (media.kind === 'stills') return media;
  throw new ItemError('condition-impossible', 'Conditions are made of single pictures and WAVE.');
};

export type OpenedMedia = {
  readonly width: number;
  readonly height: number;
  readonly frameCount: number;
};

export type EvaluatedBundle = {
  readonly name: string;
  readonly version: string;
  readonly thresholds: Thresholds;
  /** Of the manifest, which holds the hash of every file: a bundle may change within a version. */
  readonly manifestHash: string;
};

/** What is evaluated: the app's own engine, with one bundle and one clip open. */
export type Segmenter = {
  readonly bundle: EvaluatedBundle;
  readonly provider: ProviderInfo;
  /** Replaces the open clip. @throws EarmarkError as the engine gives it */
  open(media: MediaFiles, signal: AbortSignal): Promise<OpenedMedia>;
  /** Masks of these frames of the open clip, in this order. @throws EarmarkError */
  segment(
    expression: string,
    ablation: { readonly switches: CueSwitches; readonly memoryRule: MemoryRule },
    frames: readonly number[],
    signal: AbortSignal,
  ): Promise<readonly FrameMask[]>;
};
