import * as v from 'valibot';
import { bundleFiles, describingFields, Share } from './manifestFields.ts';

/**
 * The bundle contract: what `models/` gives to `src/`. Its Python twin is
 * `models/earmark/contract.py`; a test compares the two through {@link GRAPHS}.
 */

/** Sides and lengths shared by every graph of a bundle. All graphs have static shapes. */
export const MODEL_SHAPE = {
  /** Side of the square picture that the visual encoder reads, in pixels. */
  frameSize: 384,
  /** Side of the mask logits. */
  maskSize: 96,
  /** Side of the coarse feature grid (stride 16). */
  gridSize: 24,
  /** Visual tokens a frame: a 12 x 12 grid. */
  visualTokens: 144,
  /** Common width of the fusion (d). */
  width: 256,
  /** Width of the word space (MiniLM), in which names are compared. */
  nameWidth: 384,
  /** Channels of the pixel embeddings. */
  pixelWidth: 64,
  /** Channels of the features that the mask queries attend to. */
  decoderWidth: 128,
  /** Mask queries. */
  queries: 16,
  /** Words and word pieces an expression, special tokens included. */
  textTokens: 25,
  /** Seconds of sound that the fusion sees at once. */
  windowSeconds: 10,
  /** Hertz; one audio token stands for one second. */
  sampleRate: 16000,
  /** AudioSet classes that the audio encoder names. */
  soundTags: 521,
} as const;

const { frameSize, maskSize, gridSize, visualTokens, width, nameWidth, pixelWidth } = MODEL_SHAPE;
const { decoderWidth, queries, textTokens, windowSeconds, sampleRate, soundTags } = MODEL_SHAPE;

/** Order of the entries in cue_fusion's `switches`: 1 = on, 0 = off (the method's own ablations). */
export const CUE_SWITCH_NAMES = ['sound', 'words', 'memory', 'modality'] as const;

/** Rows of the prompt Q_m: [Q_A (10); aud; Q_V (144); vis; Q_T (25)]. */
export const PROMPT_TOKENS = windowSeconds + 1 + visualTokens + 1 + textTokens;

/** Inputs and outputs of the five graphs: name -> [type, shape]. */
export const GRAPHS = {
  visual_encoder: {
    inputs: { pixels: ['uint8', [1, frameSize, frameSize, 3]] },
    outputs: {
      pixel_embeddings: ['float32', [1, pixelWidth, maskSize, maskSize]],
      decoder_features: ['float32', [1, decoderWidth, gridSize, gridSize]],
      visual_tokens: ['float32', [1, visualTokens, width]],
      name_map: ['float32', [1, nameWidth, gridSize, gridSize]],
    },
  },
  audio_encoder: {
    inputs: { waveform: ['float32', [1, sampleRate]] },
    outputs: {
      audio_tokens: ['float32', [1, 1, width]],
      heard_names: ['float32', [1, 1, nameWidth]],
      sound_tags: ['float32', [1, soundTags]],
    },
  },
  text_encoder: {
    inputs: { ids: ['int32', [1, textTokens]], mask: ['int32', [1, textTokens]] },
    outputs: {
      text_tokens: ['float32', [1, textTokens, nameWidth]],
      sentence: ['float32', [1, nameWidth]],
    },
  },
  cue_fusion: {
    inputs: {
      visual_tokens: ['float32', [1, visualTokens, width]],
      name_map: ['float32', [1, nameWidth, gridSize, gridSize]],
      audio_tokens: ['float32', [1, windowSeconds, width]],
      heard_names: ['float32', [1, windowSeconds, nameWidth]],
      audio_mask: ['float32', [1, windowSeconds]],
      second: ['float32', [1, windowSeconds]],
      text_tokens: ['float32', [1, textTokens, nameWidth]],
      text_mask: ['float32', [1, textTokens]],
      sentence: ['float32', [1, nameWidth]],
      visual_memory: ['float32', [1, visualTokens, width]],
      audio_memory: ['float32', [1, 1, width]],
      audio_memory_count: ['float32', [1, 1]],
      switches: ['float32', [1, CUE_SWITCH_NAMES.length]],
    },
    outputs: {
      prompt: ['float32', [1, PROMPT_TOKENS, width]],
      name_queries: ['float32', [1, 2, nameWidth]],
      presence_logit: ['float32', [1, 1]],
      cue_weights: ['float32', [1, 3]],
      visual_attended: ['float32', [1, visualTokens, width]],
      audio_attended: ['float32', [1, windowSeconds, width]],
    },
  },
  mask_decoder: {
    inputs: {
      pixel_embeddings: ['float32', [1, pixelWidth, maskSize, maskSize]],
      decoder_features: ['float32', [1, decoderWidth, gridSize, gridSize]],
      name_map: ['float32', [1, nameWidth, gridSize, gridSize]],
      prompt: ['float32', [1, PROMPT_TOKENS, width]],
      name_queries: ['float32', [1, 2, nameWidth]],
      presence_logit: ['float32', [1, 1]],
    },
    outputs: {
      mask_logits: ['float32', [1, maskSize, maskSize]],
      query_mask_logits: ['float32', [1, queries, maskSize, maskSize]],
      object_scores: ['float32', [1, queries]],
      presence: ['float32', [1, 1]],
    },
  },
} as const;

export type GraphName = keyof typeof GRAPHS;
export const GRAPH_NAMES = Object.keys(GRAPHS) as GraphName[];

/** `manifest.json` of a bundle. Anything that does not fit is refused before a file is fetched. */
export const BundleManifest = v.pipe(
  v.object({
    schema: v.literal('earmark-bundle/1'),
    ...describingFields,
    /** Sizes of the graphs; this release of the app reads exactly {@link MODEL_SHAPE}. */
    shape: v.object(
      v.entriesFromList(
        Object.keys(MODEL_SHAPE) as (keyof typeof MODEL_SHAPE)[],
        v.pipe(v.number(), v.integer(), v.minValue(1)),
      ),
    ),
    /** A pixel belongs to the mask above `mask`; a frame shows the object at or above `presence`. */
    thresholds: v.object({ mask: Share, presence: Share }),
    files: bundleFiles([...GRAPH_NAMES, 'tokenizer', 'tokenizer_config'], ['sound_names']),
  }),
  v.check(
    (manifest) =>
      (Object.keys(MODEL_SHAPE) as (keyof typeof MODEL_SHAPE)[]).every(
        (key) => manifest.shape[key] === MODEL_SHAPE[key],
      ),
    'The bundle was made for graphs of another shape.',
  ),
);

export type BundleManifest = v.InferOutput<typeof BundleManifest>;
