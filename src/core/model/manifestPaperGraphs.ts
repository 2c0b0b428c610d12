import { CUE_SWITCH_NAMES } from './manifestFields.ts';
import type { TensorSpec } from './manifestInstanceGraphs.ts';
import type { PaperSizes } from './manifestPaper.ts';

const f32 = (...shape: number[]): TensorSpec<'float32'> => ['float32', [1, ...shape]];
const i32 = (...shape: number[]): TensorSpec<'int32'> => ['int32', [1, ...shape]];
const u8 = (...shape: number[]): TensorSpec<'uint8'> => ['uint8', [1, ...shape]];

/** Side of the backbone's last map and rows that a frame has in the prompt. */
export const placesOf = ({ maskSize }: PaperSizes) => {
  const side = maskSize / 8;
  return { side, places: side * side };
};

/** Everything but the fusion, which the two readings have each their own of. */
const graphsAround = (sizes: PaperSizes, audioRows: number) => {
  const { maskSize, width, textTokens } = sizes;
  const { side, places } = placesOf(sizes);
  const levels = {
    level_0: f32(width, side, side),
    level_1: f32(width, side * 2, side * 2),
    level_2: f32(width, side * 4, side * 4),
  };
  const lastMap = f32(sizes.lastWidth, side, side);
  const features = f32(width, maskSize, maskSize);
  const prompt = f32(audioRows + 1 + places + 1 + textTokens, width);
  return {
    lastMap,
    prompt,
    visual_encoder: {
      inputs: { pixels: u8(sizes.frameSize, sizes.frameSize, 3) },
      outputs: { last_map: lastMap, ...levels, mask_features: features },
    },
    audio_encoder: {
      inputs: { waveform: f32(sizes.sampleRate) },
      outputs: { audio_tokens: f32(1, sizes.audioWidth) },
    },
    text_encoder: {
      inputs: { ids: i32(textTokens), mask: i32(textTokens) },
      outputs: { text_tokens: f32(textTokens, sizes.textWidth) },
    },
    mask_decoder: {
      inputs: { ...levels, mask_features: features, prompt },
      outputs: {
        mask_logits: f32(maskSize, maskSize),
        object_scores: f32(sizes.queries),
        presence: f32(1),
        cue_weights: f32(3),
      },
    },
  };
};

/** Graphs of the *paper* reading: a second with the memory of the seconds before (eq. 1 to 4). */
export const paperGraphsOf = (sizes: PaperSizes) => {
  const { lastMap, prompt, mask_decoder, ...encoders } = graphsAround(sizes, 1);
  const memory = f32(1 + placesOf(sizes).places, sizes.fusionWidth);
  return {
    ...encoders,
    cue_fusion: {
      inputs: {
        last_map: lastMap,
        audio_tokens: f32(1, sizes.audioWidth),
        text_tokens: f32(sizes.textTokens, sizes.textWidth),
        memory,
        memory_seconds: f32(1),
        switches: f32(CUE_SWITCH_NAMES.length),
      },
      outputs: { prompt, attended: memory },
    },
    mask_decoder,
  };
};

/** Graphs of the *released* reading: the published code attends over the window's frames at once. */
export const releasedGraphsOf = (sizes: PaperSizes) => {
  const { windowSeconds } = sizes;
  const { lastMap, prompt, mask_decoder, ...encoders } = graphsAround(sizes, windowSeconds);
  return {
    ...encoders,
    cue_fusion: {
      inputs: {
        last_map: lastMap,
        window_maps: f32(windowSeconds, ...lastMap[1].slice(1)),
        second: f32(windowSeconds),
        audio_tokens: f32(windowSeconds, sizes.audioWidth),
        text_tokens: f32(sizes.textTokens, sizes.textWidth),
        switches: f32(CUE_SWITCH_NAMES.length),
      },
      outputs: { prompt },
    },
    mask_decoder,
  };
};

export type PaperGraphs = ReturnType<typeof paperGraphsOf>;
export type ReleasedGraphs = ReturnType<typeof releasedGraphsOf>;
/** The graphs that both readings have alike. */
export type SharedPaperGraphs = Omit<PaperGraphs, 'cue_fusion'>;
