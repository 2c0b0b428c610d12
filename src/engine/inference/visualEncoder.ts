import * as ort from 'onnxruntime-web/webgpu';
import { GRAPHS } from '../../core/model/manifest.ts';
import type { Fetches, GraphSession, OutputName } from './graphSessions.ts';

/** What one frame looks like, independent of any expression. On WebGPU the tensors stay there. */
export type FrameFeatures = Fetches<OutputName<'visual_encoder'>>;

const FRAME_OUTPUTS = Object.keys(GRAPHS.visual_encoder.outputs) as OutputName<'visual_encoder'>[];

/** @param pixels RGB of the frame stretched to frameSize x frameSize, 3 bytes a pixel. */
export const encodeFrame = (
  session: GraphSession<'visual_encoder'>,
  pixels: Uint8Array,
): Promise<FrameFeatures> => {
  const [type, shape] = GRAPHS.visual_encoder.inputs.pixels;
  return session.run({ pixels: new ort.Tensor(type, pixels, shape) }, FRAME_OUTPUTS);
};

export const countFeatureBytes = (features: Readonly<Record<string, ort.Tensor>>): number =>
  Object.values(features).reduce((sum, tensor) => sum + tensor.size * 4, 0);

export const disposeFeatures = (features: Readonly<Record<string, ort.Tensor>>): void => {
  for (const tensor of Object.values(features)) {
    tensor.dispose();
  }
};
