import type { Prompt } from './cueFusion.ts';
import type { GraphSession } from './graphSessions.ts';
import { takeFloats } from './tensors.ts';
import type { FrameFeatures } from './visualEncoder.ts';

export type DecodedMask = {
  /** [maskSize * maskSize]: sum over queries of p(object) times mask logits. */
  readonly logits: Float32Array<ArrayBuffer>;
  /** 1 - product over queries of (1 - p(object)). */
  readonly presence: number;
  /** [queries]: p(object) of each mask query. */
  readonly objectScores: readonly number[];
};

/** Runs mask_decoder: the prompt reaches the frame through the mask queries only (eq. 5). */
export const decodeMask = async (
  session: GraphSession<'mask_decoder'>,
  frame: FrameFeatures,
  prompt: Prompt,
): Promise<DecodedMask> => {
  const outputs = await session.run(
    {
      pixel_embeddings: frame.pixel_embeddings,
      decoder_features: frame.decoder_features,
      name_map: frame.name_map,
      prompt: prompt.prompt,
      name_queries: prompt.nameQueries,
      presence_logit: prompt.presenceLogit,
    },
    ['mask_logits', 'object_scores', 'presence'],
  );
  return {
    logits: await takeFloats(outputs.mask_logits),
    presence: (await takeFloats(outputs.presence))[0] ?? 0,
    objectScores: Array.from(await takeFloats(outputs.object_scores)),
  };
};

/** Logits as probabilities 0..255. */
export const toProbabilityMap = (logits: Float32Array): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(logits, (logit) => Math.round(255 / (1 + Math.exp(-logit))));
