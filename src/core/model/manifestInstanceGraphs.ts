import { CUE_SWITCH_NAMES } from './manifestFields.ts';
import type { InstanceGraphName, InstanceSizes } from './manifestInstances.ts';

type TensorType = 'float32' | 'int32' | 'uint8';
/** Type and static shape of an input or output. */
export type TensorSpec<T extends TensorType = TensorType> = readonly [
  type: T,
  shape: readonly number[],
];
type GraphSpec = {
  readonly inputs: Readonly<Record<string, TensorSpec>>;
  readonly outputs: Readonly<Record<string, TensorSpec>>;
};

const f32 = (...shape: number[]): TensorSpec<'float32'> => ['float32', shape];
const i32 = (...shape: number[]): TensorSpec<'int32'> => ['int32', shape];
const u8 = (...shape: number[]): TensorSpec<'uint8'> => ['uint8', shape];

/**
 * Inputs and outputs of the six graphs of a bundle of kind "instances", in the order of arguments.
 * Boxes are left, top, right, bottom in 0..1 of the frame; those of the mask network of the crop.
 * `models/instances.contract.json` states the same; tests on both sides compare with it.
 */
export const graphsOf = (sizes: InstanceSizes) => {
  const { instances, width, textWidth, textTokens, audioWidth, windowSeconds } = sizes;
  const { detectorSize, detectorCells, detectorClasses, frameSize, cropBatch, cropSize } = sizes;
  return {
    detector: {
      inputs: { pixels: u8(1, detectorSize, detectorSize, 3) },
      outputs: {
        boxes: f32(1, detectorCells, 4),
        class_scores: f32(1, detectorCells, detectorClasses),
      },
    },
    instance_encoder: {
      inputs: {
        pixels: u8(1, frameSize, frameSize, 3),
        boxes: f32(1, instances, 4),
        class_scores: f32(1, instances, detectorClasses),
      },
      outputs: {
        instance_tokens: f32(1, instances, width),
        name_vectors: f32(1, instances, textWidth),
      },
    },
    mask_network: {
      inputs: { crops: u8(cropBatch, cropSize, cropSize, 3), boxes: f32(cropBatch, 4) },
      outputs: { mask_logits: f32(cropBatch, cropSize, cropSize) },
    },
    audio_encoder: {
      inputs: { waveform: f32(1, sizes.sampleRate) },
      outputs: {
        audio_tokens: f32(1, 1, audioWidth),
        audio_names: f32(1, 1, textWidth),
        audio_tags: f32(1, sizes.audioTags),
      },
    },
    text_encoder: {
      inputs: { ids: i32(1, textTokens), mask: i32(1, textTokens) },
      outputs: { text_tokens: f32(1, textTokens, textWidth), sentence: f32(1, textWidth) },
    },
    cue_fusion: {
      inputs: {
        instance_tokens: f32(1, instances, width),
        name_vectors: f32(1, instances, textWidth),
        boxes: f32(1, instances, 4),
        instance_mask: f32(1, instances),
        audio_tokens: f32(1, windowSeconds, audioWidth),
        audio_names: f32(1, windowSeconds, textWidth),
        audio_mask: f32(1, windowSeconds),
        second: f32(1, windowSeconds),
        text_tokens: f32(1, textTokens, textWidth),
        text_mask: f32(1, textTokens),
        sentence: f32(1, textWidth),
        visual_memory: f32(1, instances, width),
        memory_boxes: f32(1, instances, 4),
        memory_count: f32(1, instances),
        audio_memory: f32(1, 1, width),
        audio_memory_count: f32(1, 1),
        switches: f32(1, CUE_SWITCH_NAMES.length),
      },
      outputs: {
        meant_logits: f32(1, instances),
        presence: f32(1, 1),
        cue_weights: f32(1, 3),
        visual_attended: f32(1, instances, width),
        audio_attended: f32(1, windowSeconds, width),
      },
    },
  } satisfies Record<InstanceGraphName, GraphSpec>;
};

export type InstanceGraphs = ReturnType<typeof graphsOf>;
