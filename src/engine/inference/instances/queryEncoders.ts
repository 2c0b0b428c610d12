import * as ort from 'onnxruntime-web/webgpu';
import { graphsOf } from '../../../core/model/manifestInstanceGraphs.ts';
import type { InstanceSizes } from '../../../core/model/manifestInstances.ts';
import type { AudioFeatures, TextFeatures } from '../features.ts';
import { floatTensor, takeFloats } from '../tensors.ts';
import type { WordPieces } from '../tokenizer.ts';
import type { InstanceGraphSession } from './instanceGraphSession.ts';

/** Audio and text encoder of a bundle of kind "instances": the same networks, with sizes of its own. */

/** @returns encodes one second of mono sound at sampleRate, -1..1. */
export const createInstanceAudioEncoder = (
  session: InstanceGraphSession<'audio_encoder'>,
  sizes: InstanceSizes,
): ((waveform: Float32Array) => Promise<AudioFeatures>) => {
  const [, shape] = graphsOf(sizes).audio_encoder.inputs.waveform;
  return async (waveform) => {
    const outputs = await session.run({ waveform: floatTensor(waveform, shape) }, [
      'audio_tokens',
      'audio_names',
    ]);
    return {
      audioToken: await takeFloats(outputs.audio_tokens),
      audioTextEmbedding: await takeFloats(outputs.audio_names),
    };
  };
};

/** @returns encodes the word pieces of a query, [textTokens]. */
export const createInstanceTextEncoder = (
  session: InstanceGraphSession<'text_encoder'>,
  sizes: InstanceSizes,
): ((pieces: WordPieces) => Promise<TextFeatures>) => {
  const { ids, mask } = graphsOf(sizes).text_encoder.inputs;
  return async (pieces) => {
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
};
