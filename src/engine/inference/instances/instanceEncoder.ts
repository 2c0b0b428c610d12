import { graphsOf } from '../../../core/model/manifestInstanceGraphs.ts';
import type { InstanceSizes } from '../../../core/model/manifestInstances.ts';
import { takeFloats } from '../tensors.ts';
import type { DetectedInstances } from './detector.ts';
import { paddedTensor, pixelTensor } from './instanceGraphSession.ts';
import type { InstanceGraphSession } from './instanceGraphSession.ts';

/** Instances of one frame with what they look like and are called; independent of any query. */
export type EncodedInstances = DetectedInstances & {
  /** [count, width] */
  readonly tokens: Float32Array<ArrayBuffer>;
  /** [count, textWidth], unit length. */
  readonly nameVectors: Float32Array<ArrayBuffer>;
};

type InstanceEncoder = {
  /**
   * A frame without instances runs no graph.
   * @param pixels RGB of the frame stretched to frameSize x frameSize.
   * @throws EarmarkError those of the session; RangeError when pixels or boxes do not fit.
   */
  encode(pixels: Uint8Array, detected: DetectedInstances): Promise<EncodedInstances>;
};

export const createInstanceEncoder = (
  session: InstanceGraphSession<'instance_encoder'>,
  sizes: InstanceSizes,
): InstanceEncoder => {
  const { inputs } = graphsOf(sizes).instance_encoder;
  return {
    encode: async (pixels, detected) => {
      const { count, boxes, classScores } = detected;
      if (count === 0) {
        return { ...detected, tokens: new Float32Array(), nameVectors: new Float32Array() };
      }
      const outputs = await session.run(
        {
          pixels: pixelTensor(pixels, inputs.pixels),
          boxes: paddedTensor(boxes, inputs.boxes),
          class_scores: paddedTensor(classScores, inputs.class_scores),
        },
        ['instance_tokens', 'name_vectors'],
      );
      const tokens = await takeFloats(outputs.instance_tokens);
      const nameVectors = await takeFloats(outputs.name_vectors);
      return {
        ...detected,
        tokens: tokens.slice(0, count * sizes.width),
        nameVectors: nameVectors.slice(0, count * sizes.textWidth),
      };
    },
  };
};

/** Bytes of one frame's features in memory. */
export const countInstanceBytes = (features: EncodedInstances): number =>
  features.boxes.byteLength +
  features.classScores.byteLength +
  features.colours.byteLength +
  features.tokens.byteLength +
  features.nameVectors.byteLength;
