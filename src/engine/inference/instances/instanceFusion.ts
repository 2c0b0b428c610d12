import { CUE_SWITCH_NAMES } from '../../../core/model/manifestFields.ts';
import { graphsOf } from '../../../core/model/manifestInstanceGraphs.ts';
import type { InstanceSizes } from '../../../core/model/manifestInstances.ts';
import type { CueSwitches, CueWeights } from '../../../protocol/requests.ts';
import type { AudioWindow, TextFeatures } from '../features.ts';
import { floatTensor, takeFloats } from '../tensors.ts';
import type { EncodedInstances } from './instanceEncoder.ts';
import { paddedTensor } from './instanceGraphSession.ts';
import type { InstanceGraphSession } from './instanceGraphSession.ts';

/** Cached memory (eq. 3) as the instances of one frame see it; zeros where a track is new. */
export type InstanceMemory = {
  /** [count, width]: mean of the track's attended tokens over the seconds before. */
  readonly visualMean: Float32Array;
  /** [count, 4]: mean of the track's boxes over the seconds before. */
  readonly boxMean: Float32Array;
  /** [count]: seconds in these means. */
  readonly visualCount: Float32Array;
  /** [width]: mean of `audioAttended` over the seconds of earlier windows. */
  readonly audioMean: Float32Array;
  readonly audioCount: number;
};

export type InstanceCues = {
  readonly instances: EncodedInstances;
  readonly audio: AudioWindow;
  /** Which second of the window the frame is in, 0..windowSeconds - 1. */
  readonly secondInWindow: number;
  readonly text: TextFeatures;
  readonly memory: InstanceMemory;
  readonly switches: CueSwitches;
};

export type FusedInstances = {
  /** [count]: logit of "the query means this instance". */
  readonly meantLogits: Float32Array<ArrayBuffer>;
  /** The highest p(meant), 0..1. */
  readonly presence: number;
  readonly cueWeights: CueWeights;
  /** [count, width]: what enters the memory of the tracks (F of eq. 2). */
  readonly visualAttended: Float32Array<ArrayBuffer>;
  /** [windowSeconds, width]; the same for every frame of a window. */
  readonly audioAttended: Float32Array<ArrayBuffer>;
};

export type InstanceFusion = {
  /**
   * Eq. 1 to 5 for one frame. A frame without instances is run too: its sound enters the memory.
   * @throws EarmarkError those of the session; RangeError when an input does not fit.
   */
  fuse(cues: InstanceCues): Promise<FusedInstances>;
};

const OUTPUTS = [
  'meant_logits',
  'presence',
  'cue_weights',
  'visual_attended',
  'audio_attended',
] as const;

export const createInstanceFusion = (
  session: InstanceGraphSession<'cue_fusion'>,
  sizes: InstanceSizes,
): InstanceFusion => {
  const { inputs } = graphsOf(sizes).cue_fusion;
  return {
    fuse: async ({ instances, audio, secondInWindow, text, memory, switches }) => {
      const { count } = instances;
      const second = new Float32Array(sizes.windowSeconds);
      second[secondInWindow] = 1;
      const outputs = await session.run(
        {
          instance_tokens: paddedTensor(instances.tokens, inputs.instance_tokens),
          name_vectors: paddedTensor(instances.nameVectors, inputs.name_vectors),
          boxes: paddedTensor(instances.boxes, inputs.boxes),
          instance_mask: paddedTensor(new Float32Array(count).fill(1), inputs.instance_mask),
          audio_tokens: floatTensor(audio.audioTokens, inputs.audio_tokens[1]),
          audio_names: floatTensor(audio.audioTextEmbeddings, inputs.audio_names[1]),
          audio_mask: floatTensor(audio.audioMask, inputs.audio_mask[1]),
          second: floatTensor(second, inputs.second[1]),
          text_tokens: floatTensor(text.textTokens, inputs.text_tokens[1]),
          text_mask: floatTensor(text.textMask, inputs.text_mask[1]),
          sentence: floatTensor(text.sentenceEmbedding, inputs.sentence[1]),
          visual_memory: paddedTensor(memory.visualMean, inputs.visual_memory),
          memory_boxes: paddedTensor(memory.boxMean, inputs.memory_boxes),
          memory_count: paddedTensor(memory.visualCount, inputs.memory_count),
          audio_memory: floatTensor(memory.audioMean, inputs.audio_memory[1]),
          audio_memory_count: floatTensor(
            Float32Array.of(memory.audioCount),
            inputs.audio_memory_count[1],
          ),
          switches: floatTensor(
            Float32Array.from(CUE_SWITCH_NAMES, (name) => Number(switches[name])),
            inputs.switches[1],
          ),
        },
        OUTPUTS,
      );
      const weights = await takeFloats(outputs.cue_weights);
      const presence = await takeFloats(outputs.presence);
      return {
        meantLogits: (await takeFloats(outputs.meant_logits)).slice(0, count),
        presence: count === 0 ? 0 : (presence[0] ?? 0),
        cueWeights: { sound: weights[0] ?? 0, sight: weights[1] ?? 0, words: weights[2] ?? 0 },
        visualAttended: (await takeFloats(outputs.visual_attended)).slice(0, count * sizes.width),
        audioAttended: await takeFloats(outputs.audio_attended),
      };
    },
  };
};
