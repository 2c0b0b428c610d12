import * as ort from 'onnxruntime-web/webgpu';
import type { PaperSizes } from '../../../core/model/manifestPaper.ts';
import { paperGraphsOf } from '../../../core/model/manifestPaperGraphs.ts';
import type { SharedPaperGraphs } from '../../../core/model/manifestPaperGraphs.ts';
import type { CueWeights } from '../../../protocol/requests.ts';
import type { AudioFeatures, TextFeatures } from '../features.ts';
import type { ContractSession, Fetches } from '../graphSessions.ts';
import { floatTensor, takeFloats } from '../tensors.ts';
import type { WordPieces } from '../tokenizer.ts';

/** The graphs that both readings of the paper's model have alike. */

type Session<G extends keyof SharedPaperGraphs> = ContractSession<SharedPaperGraphs, G>;

const FRAME_OUTPUTS = ['last_map', 'level_0', 'level_1', 'level_2', 'mask_features'] as const;
/** What one frame looks like, independent of any query. On WebGPU the tensors stay there. */
export type PaperFrameFeatures = Fetches<(typeof FRAME_OUTPUTS)[number]>;

/** Q_m, [prompt rows, width]; may live on the GPU. Whoever receives it disposes it. */
export type PaperPrompt = { readonly prompt: ort.Tensor };

/** @returns encodes RGB of the frame stretched to frameSize x frameSize, 3 bytes a pixel. */
export const createPaperVisualEncoder = (
  session: Session<'visual_encoder'>,
  sizes: PaperSizes,
): ((pixels: Uint8Array) => Promise<PaperFrameFeatures>) => {
  const [type, shape] = paperGraphsOf(sizes).visual_encoder.inputs.pixels;
  return (pixels) => session.run({ pixels: new ort.Tensor(type, pixels, shape) }, FRAME_OUTPUTS);
};

/** @returns encodes one second of mono sound at sampleRate, -1..1. */
export const createPaperAudioEncoder = (
  session: Session<'audio_encoder'>,
  sizes: PaperSizes,
): ((waveform: Float32Array) => Promise<AudioFeatures>) => {
  const [, shape] = paperGraphsOf(sizes).audio_encoder.inputs.waveform;
  return async (waveform) => {
    const outputs = await session.run({ waveform: floatTensor(waveform, shape) }, ['audio_tokens']);
    return {
      audioToken: await takeFloats(outputs.audio_tokens),
      audioTextEmbedding: new Float32Array(),
    };
  };
};

/** @returns encodes the word pieces of a query, [textTokens]; it gives no sentence embedding. */
export const createPaperTextEncoder = (
  session: Session<'text_encoder'>,
  sizes: PaperSizes,
): ((pieces: WordPieces) => Promise<TextFeatures>) => {
  const { ids, mask } = paperGraphsOf(sizes).text_encoder.inputs;
  return async (pieces) => {
    const outputs = await session.run(
      {
        ids: new ort.Tensor(ids[0], pieces.ids, ids[1]),
        mask: new ort.Tensor(mask[0], pieces.mask, mask[1]),
      },
      ['text_tokens'],
    );
    return {
      textTokens: await takeFloats(outputs.text_tokens),
      textMask: Float32Array.from(pieces.mask),
      sentenceEmbedding: new Float32Array(),
    };
  };
};

export type DecodedMask = {
  /** [maskSize * maskSize] */
  readonly logits: Float32Array<ArrayBuffer>;
  readonly presence: number;
  /** [queries]: p(object) of each mask query. */
  readonly objectScores: readonly number[];
  readonly cueWeights: CueWeights;
};

/** @returns eq. 5 and the mask decoder: the prompt reaches the frame through the queries only. */
export const createPaperDecoder =
  (session: Session<'mask_decoder'>) =>
  async (frame: PaperFrameFeatures, { prompt }: PaperPrompt): Promise<DecodedMask> => {
    const { level_0, level_1, level_2, mask_features } = frame;
    const outputs = await session.run({ level_0, level_1, level_2, mask_features, prompt }, [
      'mask_logits',
      'object_scores',
      'presence',
      'cue_weights',
    ]);
    const [sound = 0, sight = 0, words = 0] = await takeFloats(outputs.cue_weights);
    return {
      logits: await takeFloats(outputs.mask_logits),
      presence: (await takeFloats(outputs.presence))[0] ?? 0,
      objectScores: Array.from(await takeFloats(outputs.object_scores)),
      cueWeights: { sound, sight, words },
    };
  };
