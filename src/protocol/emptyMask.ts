import { MASK_CELL_COUNT } from '../core/mask/instanceSelection.ts';
import { MODEL_SHAPE } from '../core/model/manifest.ts';

/** The map of a frame in which the model found nothing, for a person to paint on. */
export const emptyMask = (frameIndex: number) => ({
  frameIndex,
  presence: 0,
  cueWeights: { sound: 0, sight: 0, words: 0 },
  objectScores: [],
  maskWidth: MODEL_SHAPE.maskSize,
  maskHeight: MODEL_SHAPE.maskSize,
  probability: new Uint8Array(MASK_CELL_COUNT),
});
