import type * as ort from 'onnxruntime-web/webgpu';
import { CUE_SWITCH_NAMES } from '../../../core/model/manifestFields.ts';
import type { PaperSizes } from '../../../core/model/manifestPaper.ts';
import {
  paperGraphsOf,
  placesOf,
  releasedGraphsOf,
} from '../../../core/model/manifestPaperGraphs.ts';
import type { PaperGraphs, ReleasedGraphs } from '../../../core/model/manifestPaperGraphs.ts';
import type { RunningMean } from '../../../core/model/runningMean.ts';
import type { CueSwitches } from '../../../protocol/requests.ts';
import type { AudioWindow, TextFeatures } from '../features.ts';
import type { ContractSession } from '../graphSessions.ts';
import { floatTensor, takeFloats } from '../tensors.ts';
import type { PaperFrameFeatures, PaperPrompt } from './paperGraphs.ts';

type FusionCues = {
  readonly frame: PaperFrameFeatures;
  readonly audio: AudioWindow;
  /** Which second of the window the frame is in, 0..windowSeconds - 1. */
  readonly secondInWindow: number;
  readonly text: TextFeatures;
  readonly switches: CueSwitches;
};

/** The *paper* reading: sees its own second, and of those before their mean. */
export type PaperFusion = {
  readonly reading: 'paper';
  /** Values of one second in the memory: attended rows of sound and places. */
  readonly memoryLength: number;
  /** @returns also what the second adds to the memory (F of eq. 2), [memoryLength] */
  fuse(
    cues: FusionCues & { readonly memory: RunningMean },
  ): Promise<PaperPrompt & { readonly attended: Float32Array<ArrayBuffer> }>;
};

/** The *released* reading: sees the frames of its whole window, one a second. */
export type ReleasedFusion = {
  readonly reading: 'released';
  /** Values of one `last_map`. */
  readonly mapLength: number;
  /** @param cues with the window's last maps one after the other, [windowSeconds * mapLength] */
  fuse(cues: FusionCues & { readonly windowMaps: Float32Array }): Promise<PaperPrompt>;
};

const switchTensor = (switches: CueSwitches): ort.Tensor =>
  floatTensor(
    Float32Array.from(CUE_SWITCH_NAMES, (name) => Number(switches[name])),
    [1, CUE_SWITCH_NAMES.length],
  );

export const createPaperFusion = (
  session: ContractSession<PaperGraphs, 'cue_fusion'>,
  sizes: PaperSizes,
): PaperFusion => {
  const { inputs } = paperGraphsOf(sizes).cue_fusion;
  const { audioWidth } = sizes;
  return {
    reading: 'paper',
    memoryLength: (1 + placesOf(sizes).places) * sizes.fusionWidth,
    fuse: async ({ frame, audio, secondInWindow: row, text, memory, switches }) => {
      const token = audio.audioTokens.slice(row * audioWidth, (row + 1) * audioWidth);
      const outputs = await session.run(
        {
          last_map: frame.last_map,
          audio_tokens: floatTensor(token, inputs.audio_tokens[1]),
          text_tokens: floatTensor(text.textTokens, inputs.text_tokens[1]),
          memory: floatTensor(memory.mean, inputs.memory[1]),
          memory_seconds: floatTensor(Float32Array.of(memory.count), inputs.memory_seconds[1]),
          switches: switchTensor(switches),
        },
        ['prompt', 'attended'],
      );
      return { prompt: outputs.prompt, attended: await takeFloats(outputs.attended) };
    },
  };
};

export const createReleasedFusion = (
  session: ContractSession<ReleasedGraphs, 'cue_fusion'>,
  sizes: PaperSizes,
): ReleasedFusion => {
  const { inputs } = releasedGraphsOf(sizes).cue_fusion;
  return {
    reading: 'released',
    mapLength: sizes.lastWidth * placesOf(sizes).places,
    fuse: async ({ frame, audio, secondInWindow, text, windowMaps, switches }) => {
      const second = new Float32Array(sizes.windowSeconds);
      second[secondInWindow] = 1;
      return session.run(
        {
          last_map: frame.last_map,
          window_maps: floatTensor(windowMaps, inputs.window_maps[1]),
          second: floatTensor(second, inputs.second[1]),
          audio_tokens: floatTensor(audio.audioTokens, inputs.audio_tokens[1]),
          text_tokens: floatTensor(text.textTokens, inputs.text_tokens[1]),
          switches: switchTensor(switches),
        },
        ['prompt'],
      );
    },
  };
};
