import type * as ort from 'onnxruntime-web/webgpu';
import { GRAPHS, MODEL_SHAPE, CUE_SWITCH_NAMES } from '../../core/model/manifest.ts';
import type { RunningMean } from '../../core/model/runningMean.ts';
import type { CueSwitches, CueWeights } from '../../protocol/requests.ts';
import type { GraphSession } from './graphSessions.ts';
import { floatTensor, takeFloats } from './tensors.ts';
import type { TextFeatures } from './textEncoder.ts';
import type { FrameFeatures } from './visualEncoder.ts';

/** The sound of one window of windowSeconds seconds. */
export type AudioWindow = {
  /** [windowSeconds, width] */
  readonly audioTokens: Float32Array<ArrayBuffer>;
  /** [windowSeconds, nameWidth] */
  readonly audioTextEmbeddings: Float32Array<ArrayBuffer>;
  /** [windowSeconds]: 1 where the clip has sound. */
  readonly audioMask: Float32Array<ArrayBuffer>;
};

/** Cached memory as one second sees it (eq. 3): the means over everything before. */
export type MemorySnapshot = {
  /** Mean of `visual_attended`, [visualTokens * width], over the seconds before. */
  readonly visual: RunningMean;
  /** Mean of `audio_attended`, [width], over the seconds of earlier windows. */
  readonly audio: RunningMean;
};

export type Cues = {
  readonly frame: FrameFeatures;
  readonly audio: AudioWindow;
  /** Which second of the window the frame is in, 0..windowSeconds - 1. */
  readonly secondInWindow: number;
  readonly text: TextFeatures;
  readonly memory: MemorySnapshot;
  readonly switches: CueSwitches;
};

/** The prompt of the mask queries; may live on the GPU. Whoever receives it disposes it. */
export type Prompt = {
  readonly prompt: ort.Tensor;
  readonly nameQueries: ort.Tensor;
  readonly presenceLogit: ort.Tensor;
};

export type FusedCues = Prompt & {
  readonly cueWeights: CueWeights;
  /** What enters the memory (F of eq. 2): [visualTokens * width]. */
  readonly visualAttended: Float32Array<ArrayBuffer>;
  /** [windowSeconds * width]; the same for every frame of a window. */
  readonly audioAttended: Float32Array<ArrayBuffer>;
};

const FUSION_OUTPUTS = [
  'prompt',
  'name_queries',
  'presence_logit',
  'cue_weights',
  'visual_attended',
  'audio_attended',
] as const;

/** Runs cue_fusion: eq. 1 to 4 of the method for one frame. */
export const fuseCues = async (
  session: GraphSession<'cue_fusion'>,
  cues: Cues,
): Promise<FusedCues> => {
  const { frame, audio: sound, text: words, memory, switches } = cues;
  const shapes = GRAPHS.cue_fusion.inputs;
  const second = new Float32Array(MODEL_SHAPE.windowSeconds);
  second[cues.secondInWindow] = 1;
  const outputs = await session.run(
    {
      visual_tokens: frame.visual_tokens,
      name_map: frame.name_map,
      audio_tokens: floatTensor(sound.audioTokens, shapes.audio_tokens[1]),
      heard_names: floatTensor(sound.audioTextEmbeddings, shapes.heard_names[1]),
      audio_mask: floatTensor(sound.audioMask, shapes.audio_mask[1]),
      second: floatTensor(second, shapes.second[1]),
      text_tokens: floatTensor(words.textTokens, shapes.text_tokens[1]),
      text_mask: floatTensor(words.textMask, shapes.text_mask[1]),
      sentence: floatTensor(words.sentenceEmbedding, shapes.sentence[1]),
      visual_memory: floatTensor(memory.visual.mean, shapes.visual_memory[1]),
      audio_memory: floatTensor(memory.audio.mean, shapes.audio_memory[1]),
      audio_memory_count: floatTensor(
        Float32Array.of(memory.audio.count),
        shapes.audio_memory_count[1],
      ),
      switches: floatTensor(
        Float32Array.from(CUE_SWITCH_NAMES, (name) => Number(switches[name])),
        shapes.switches[1],
      ),
    },
    FUSION_OUTPUTS,
  );
  const weights = await takeFloats(outputs.cue_weights);
  return {
    prompt: outputs.prompt,
    nameQueries: outputs.name_queries,
    presenceLogit: outputs.presence_logit,
    cueWeights: { sound: weights[0] ?? 0, sight: weights[1] ?? 0, words: weights[2] ?? 0 },
    visualAttended: await takeFloats(outputs.visual_attended),
    audioAttended: await takeFloats(outputs.audio_attended),
  };
};

export const disposePrompt = (prompt: Prompt): void => {
  prompt.prompt.dispose();
  prompt.nameQueries.dispose();
  prompt.presenceLogit.dispose();
};
