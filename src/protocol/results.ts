import { MASK_CELL_COUNT, MASK_GRID_SIDE } from '../core/mask/instanceSelection.ts';
import type { PointPrompt } from '../core/model/pointPrompt.ts';
import type { MemoryRule } from '../core/model/runningMean.ts';

export type ProviderName = 'webgpu' | 'wasm';

/** The ablations of EEMC, as switches; stored in projects. Order in the graph: `CUE_SWITCH_NAMES` of core/model/manifestFields.ts. */
export type CueSwitches = {
  readonly sound: boolean;
  readonly words: boolean;
  readonly memory: boolean;
  readonly modality: boolean;
};

/** Weight of the audio, visual and text cues in the fusion; they sum to 1. Stored in projects. */
export type CueWeights = { readonly sound: number; readonly sight: number; readonly words: number };

/** An instance of a frame, with how sure the model is that the query means it. */
export type FrameInstance = {
  /** Names the object over time, from 0; -1 without a track. */
  readonly trackId: number;
  /** In 0..1 of the frame. */
  readonly box: readonly [left: number, top: number, right: number, bottom: number];
  /** p(meant), 0..1; 1 where a person pointed at it. */
  readonly score: number;
  readonly isMeant: boolean;
};

export type FrameMask = {
  readonly frameIndex: number;
  /**
   * The highest p(object) of the mask queries, or the highest p(meant) of the instances, 0..1. Whether the frame is empty or present is
   * decided where it is shown (`frameState` in core/model/frameState.ts): a threshold re-runs nothing.
   */
  readonly presence: number;
  readonly cueWeights: CueWeights;
  /** p(object) of each mask query, or p(meant) of each listed instance, 0..1. */
  readonly objectScores: readonly number[];
  /** Of bundles of kind "instances": the most probable first. Projects store those that are meant. */
  readonly instances?: readonly FrameInstance[];
  readonly maskWidth: number;
  readonly maskHeight: number;
  /** Probability 0..255, row by row, at model size; the frame is stretched to the square. */
  readonly probability: Uint8Array<ArrayBuffer>;
};

/** A mask as it is shown and exported: medians of presence and probability over neighbouring frames. */
export type MedianMask = FrameMask & {
  /** Frames of the median, itself included; grows as neighbours are computed. */
  readonly medianFrameCount: number;
};

/** A compressed mask: its probabilities as raw deflate. */
export type StoredMask = {
  readonly header: Omit<FrameMask, 'probability'>;
  readonly deflated: Uint8Array<ArrayBuffer>;
};

/** Identity of a result: its masks are never shown for another key. Stored in projects. */
export type ResultKey = {
  readonly clipId: string;
  /** Empty where points alone say what is meant. */
  readonly expression: string;
  /** What a person pointed at, in addition to the expression; not there without any. */
  readonly points?: readonly PointPrompt[];
  readonly bundle: string;
  readonly provider: ProviderName;
  readonly switches: CueSwitches;
  /** Default: the paper's, the mean over all earlier steps. */
  readonly memoryRule?: MemoryRule;
};

/** The mask of a frame in which the model found nothing, for a person to paint on. */
export const emptyMask = (frameIndex: number) => ({
  frameIndex,
  presence: 0,
  cueWeights: { sound: 0, sight: 0, words: 0 },
  objectScores: [],
  maskWidth: MASK_GRID_SIDE,
  maskHeight: MASK_GRID_SIDE,
  probability: new Uint8Array(MASK_CELL_COUNT),
});
