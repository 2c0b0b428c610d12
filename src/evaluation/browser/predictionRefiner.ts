import type { EngineClient } from '../../engine/client.ts';
import { createMaskRefiner } from '../../rendering/edges/maskRefiner.ts';
import type { RefinePrediction } from '../run/refinePredictions.ts';

/** Wider frames are scored without refined edges, because they are decoded smaller. */
const MAX_IMAGE_WIDTH = 8192;

type PredictionRefiner = { readonly refine: RefinePrediction; dispose(): void };

/** Refines masks on frames of the engine's open clip, with the code that draws the app's masks. */
export const createPredictionRefiner = (engine: EngineClient): PredictionRefiner => {
  const refiner = createMaskRefiner();
  return {
    refine: async ({ frameIndex, probability, maskWidth, maskHeight }, threshold, signal) => {
      const picture = await engine.request(
        'read-still',
        { frameIndex, maxWidth: MAX_IMAGE_WIDTH },
        { signal },
      );
      const { width, height } = picture;
      const raster = { probability, maskWidth, maskHeight, width, height, threshold };
      try {
        const { mask, edges } = refiner.refine(raster, picture);
        return edges === 'refined' ? mask : null;
      } finally {
        picture.close();
      }
    },
    dispose: () => refiner.dispose(),
  };
};
