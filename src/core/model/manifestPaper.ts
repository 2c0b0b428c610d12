import * as v from 'valibot';
import { MAX_FEATURE_VALUES, MAX_PAPER_BUNDLE_FILES, MAX_PAPER_MEMORY_BYTES } from '../limits.ts';
import { MASK_GRID_SIDE } from '../mask/instanceSelection.ts';
import { bundleFiles, describingFields, Share, sizeFrom } from './manifestFields.ts';

/**
 * Bundles of contract 2, kind "paper": EEMC at full size, whose mask queries read the prompt and then
 * the frame. The Python half is `models/earmark/base/contract.py`.
 */

/** Sizes of the graphs. All graphs have static shapes, which follow from these and the reading. */
export const PaperSizes = v.pipe(
  v.object({
    /** Side of the square picture that the visual encoder reads, in pixels. */
    frameSize: sizeFrom(32, 1280),
    /** Side of the mask logits. Corrections compare cells of this grid, so there is one size. */
    maskSize: v.literal(MASK_GRID_SIDE),
    /** Channels of the backbone's last map. */
    lastWidth: sizeFrom(8, 4096),
    /** Width of mask queries, mask features and prompt. */
    width: sizeFrom(8, 1024),
    /** Width of the fusion (d). */
    fusionWidth: sizeFrom(8, 4096),
    /** Mask queries. */
    queries: sizeFrom(1, 1000),
    /** Word pieces of a query, special tokens included. */
    textTokens: sizeFrom(3, 256),
    /** Width of the text encoder. */
    textWidth: sizeFrom(8, 4096),
    /** Width of an audio token. */
    audioWidth: sizeFrom(8, 4096),
    /** Seconds that belong together: those of sound, and in the released reading of frames too. */
    windowSeconds: sizeFrom(1, 60),
    /** Hertz; one audio token stands for one second. */
    sampleRate: sizeFrom(8000, 48_000),
  }),
  v.check(
    ({ width, maskSize, lastWidth, windowSeconds }) =>
      width * maskSize ** 2 + (lastWidth * windowSeconds * maskSize ** 2) / 64 <=
      MAX_FEATURE_VALUES,
    'The features of a frame are too large.',
  ),
);
export type PaperSizes = v.InferOutput<typeof PaperSizes>;

export const PAPER_GRAPH_NAMES = [
  'visual_encoder',
  'audio_encoder',
  'text_encoder',
  'cue_fusion',
  'mask_decoder',
] as const;
export type PaperGraphName = (typeof PAPER_GRAPH_NAMES)[number];

/** `manifest.json` of a bundle of kind "paper". */
export const PaperManifest = v.object({
  schema: v.literal('earmark-bundle/2'),
  kind: v.literal('paper'),
  ...describingFields,
  /** The published code, or the paper's equations: they differ in what the fusion reads. */
  reading: v.picklist(['paper', 'released']),
  sizes: PaperSizes,
  /** What it takes to run: weights as floats, features of frames. */
  memoryBytes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_PAPER_MEMORY_BYTES)),
  /** A pixel belongs to the mask above `mask`; a frame shows the object at or above `presence`. */
  thresholds: v.object({ mask: Share, presence: Share }),
  files: bundleFiles(
    [...PAPER_GRAPH_NAMES, 'tokenizer', 'tokenizer_config'],
    PAPER_GRAPH_NAMES.map((name) => `${name}_weights` as const),
    MAX_PAPER_BUNDLE_FILES,
  ),
});
export type PaperManifest = v.InferOutput<typeof PaperManifest>;
