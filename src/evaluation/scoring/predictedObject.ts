import type { BinaryMask } from '../metrics/groundTruthMask.ts';

/** An object that some query of the clip refers to. */
export type NamedGroundTruth = {
  readonly name: string;
  /** Its ground truth in the order of the predicted frames; null where there is none. */
  readonly masks: readonly (BinaryMask | null)[];
};

export const NO_OBJECT = 'nothing';
export const OTHER_REGION = 'something else';

/** A smaller overlap does not count as a prediction of the object. */
const MIN_IOU = 0.1;

/** The object that the predictions overlap most, by IoU over all frames. */
export const predictedObject = (
  predictions: readonly { readonly shown: BinaryMask }[],
  objects: readonly NamedGroundTruth[],
): string => {
  if (predictions.every(({ shown }) => !shown.pixels.includes(1))) return NO_OBJECT;
  let best = { name: OTHER_REGION, iou: MIN_IOU };
  for (const { name, masks } of objects) {
    let intersection = 0;
    let union = 0;
    for (const [place, { shown }] of predictions.entries()) {
      const truth = masks[place]?.pixels;
      if (truth?.length !== shown.pixels.length) continue;
      for (let index = 0; index < truth.length; index++) {
        const predicted = shown.pixels[index] ?? 0;
        const expected = truth[index] ?? 0;
        intersection += predicted & expected;
        union += predicted | expected;
      }
    }
    const iou = union === 0 ? 0 : intersection / union;
    if (iou > best.iou) best = { name, iou };
  }
  return best.name;
};
