import { MASK_CELLS } from './objectExample.ts';
import { SHAPE } from './manifest.ts';

/** The map of a frame in which the model found nothing, for a person to paint on. */
export const unfoundMask = (frameIndex: number) => ({
  frameIndex,
  presence: 0,
  cueWeights: { sound: 0, sight: 0, words: 0 },
  objectScores: [],
  maskWidth: SHAPE.maskSize,
  maskHeight: SHAPE.maskSize,
  probability: new Uint8Array(MASK_CELLS),
});
