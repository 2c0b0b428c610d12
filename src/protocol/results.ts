import { MASK_CELL_COUNT } from '../core/mask/instanceSelection.ts';
import { MODEL_SHAPE } from '../core/model/manifest.ts';
import type { MemoryRule } from '../core/model/runningMean.ts';

/** What a result is of, and its masks. */

export type ProviderName = 'webgpu' | 'wasm';

/** EEMC's own ablations, offered as switches. Order in the graph: `CUE_SWITCH_NAMES` of core/model/manifest.ts. */
export type CueSwitches = {
  readonly sound: boolean;
  readonly words: boolean;
  readonly memory: boolean;
  readonly modality: boolean;
};

/** How much sound, sight and words weighed in the fusion; sums to 1. */
export type CueWeights = { readonly sound: number; readonly sight: number; readonly words: number };

export type FrameMask = {
  readonly frameIndex: number;
  /**
   * 1 - product over queries of (1 - p(object)), 0..1. Whether the frame is empty or present is
   * decided by whoever shows it (`frameState` in core/model/frameState.ts), so a threshold re-runs nothing.
   */
  readonly presence: number;
  readonly cueWeights: CueWeights;
  /** p(object) of each mask query, 0..1. */
  readonly objectScores: readonly number[];
  readonly maskWidth: number;
  readonly maskHeight: number;
  /** Probability 0..255, row by row, at model size; the frame is stretched to the square. */
  readonly probability: Uint8Array<ArrayBuffer>;
};

/** As it is shown and exported: presence and probability are medians over the frames around it. */
export type MedianMask = FrameMask & {
  /** Of how many frames, itself among them; more as its neighbours are computed. */
  readonly medianFrameCount: number;
};

/** A mask as it is kept: its probabilities as raw deflate. */
export type StoredMask = {
  readonly header: Omit<FrameMask, 'probability'>;
  readonly deflated: Uint8Array<ArrayBuffer>;
};

/** A result belongs to exactly this; a mask of another key is never shown as this one's. */
export type ResultKey = {
  readonly clipId: string;
  readonly expression: string;
  readonly bundle: string;
  readonly provider: ProviderName;
  readonly switches: CueSwitches;
  /** Without it the method's own: the mean over everything before. */
  readonly memoryRule?: MemoryRule;
};

/** The map of a frame in which the model found nothing, for a person to paint on. */
export const emptyMask = (frameIndex: number) => ({
  frameIndex,
  presence: 0,
  cueWeights: { sound: 0, sight: 0, words: 0 },
  objectScores: [],
  maskWidth: MODEL_SHAPE.maskSize,
  maskHeight: MODEL_SHAPE.maskSize,
  probability: new Uint8Array(MASK_CELL_COUNT),
});
