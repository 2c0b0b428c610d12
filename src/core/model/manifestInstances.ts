import * as v from 'valibot';
import { bundleFiles, describingFields, Share, sizeFrom } from './manifestFields.ts';
import { MAX_DETECTOR_SCORES } from '../limits.ts';

/**
 * Bundles of contract 2, kind "instances": a detector finds boxes, and cue fusion says which of them
 * the query means. The Python half is `models/earmark/instance_contract.py`.
 */

/** Sizes of the graphs. All graphs have static shapes, which follow from these. */
export const InstanceSizes = v.pipe(
  v.object({
    /** Side of the square picture that the detector reads, in pixels. */
    detectorSize: sizeFrom(32, 1280),
    /** Boxes that the detector proposes for each frame. */
    detectorCells: sizeFrom(1, 100_000),
    /** Classes that the detector scores. */
    detectorClasses: sizeFrom(1, 2000),
    /** Side of the square picture that the instance encoder reads, in pixels. */
    frameSize: sizeFrom(32, 1280),
    /** Instances of a frame, best first; unused rows are masked. */
    instances: sizeFrom(1, 256),
    /** Width of the fusion (d). */
    width: sizeFrom(8, 1024),
    /** Attention heads of the fusion. */
    heads: sizeFrom(1, 64),
    /** Width of the text encoder's space (MiniLM), in which names are compared. */
    textWidth: sizeFrom(8, 2048),
    /** Word pieces of a query, special tokens included. */
    textTokens: sizeFrom(3, 256),
    /** Width of an audio token. */
    audioWidth: sizeFrom(8, 2048),
    /** AudioSet classes that the audio encoder scores. */
    audioTags: sizeFrom(1, 2000),
    /** Seconds of sound that the fusion reads at once. */
    windowSeconds: sizeFrom(1, 60),
    /** Hertz; one audio token stands for one second. */
    sampleRate: sizeFrom(8000, 48_000),
    /** Side of the crops that the mask network reads, in pixels. */
    cropSize: sizeFrom(16, 512),
    /** Crops of one run of the mask network. */
    cropBatch: sizeFrom(1, 64),
    /** Side of the mask of a frame that is stored. */
    maskSize: sizeFrom(16, 1024),
  }),
  v.check((sizes) => sizes.width % sizes.heads === 0, 'The width is no multiple of the heads.'),
  v.check(
    (sizes) => sizes.detectorCells * sizes.detectorClasses <= MAX_DETECTOR_SCORES,
    'The detector gives too many scores.',
  ),
);
export type InstanceSizes = v.InferOutput<typeof InstanceSizes>;

export const INSTANCE_GRAPH_NAMES = [
  'detector',
  'instance_encoder',
  'mask_network',
  'audio_encoder',
  'text_encoder',
  'cue_fusion',
] as const;
export type InstanceGraphName = (typeof INSTANCE_GRAPH_NAMES)[number];

/** `manifest.json` of a bundle of kind "instances". */
export const InstanceManifest = v.object({
  schema: v.literal('earmark-bundle/2'),
  kind: v.literal('instances'),
  ...describingFields,
  sizes: InstanceSizes,
  /** Side of a crop around a box, in longer sides of the box. */
  cropContext: v.pipe(v.number(), v.minValue(1), v.maxValue(4)),
  thresholds: v.object({
    /** A pixel belongs to the mask above it. */
    mask: Share,
    /** An instance is meant at or above it. */
    instance: Share,
    /** The best instance of a frame is meant at or above it when none reaches `instance`. */
    presence: Share,
  }),
  files: bundleFiles(
    [...INSTANCE_GRAPH_NAMES, 'tokenizer', 'tokenizer_config'],
    ['audio_names_list'],
  ),
});
export type InstanceManifest = v.InferOutput<typeof InstanceManifest>;
