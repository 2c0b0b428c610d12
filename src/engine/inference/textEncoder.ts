import * as ort from 'onnxruntime-web/webgpu';
import { GRAPHS } from '../../core/model/manifest.ts';
import type { GraphSession } from './graphSessions.ts';
import { takeFloats } from './tensors.ts';
import type { WordPieces } from './tokenizer.ts';

export type TextFeatures = {
  /** [textTokens, nameWidth] */
  readonly textTokens: Float32Array<ArrayBuffer>;
  /** [textTokens]: 1 where there is a word piece. */
  readonly textMask: Float32Array<ArrayBuffer>;
  /** [nameWidth], unit length. */
  readonly sentenceEmbedding: Float32Array<ArrayBuffer>;
};

export const encodeText = async (
  session: GraphSession<'text_encoder'>,
  pieces: WordPieces,
): Promise<TextFeatures> => {
  const { ids, mask } = GRAPHS.text_encoder.inputs;
  const outputs = await session.run(
    {
      ids: new ort.Tensor(ids[0], pieces.ids, ids[1]),
      mask: new ort.Tensor(mask[0], pieces.mask, mask[1]),
    },
    ['text_tokens', 'sentence'],
  );
  return {
    textTokens: await takeFloats(outputs.text_tokens),
    textMask: Float32Array.from(pieces.mask),
    sentenceEmbedding: await takeFloats(outputs.sentence),
  };
};
