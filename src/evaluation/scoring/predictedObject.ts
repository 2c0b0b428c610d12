import type { BinaryMask } from '../metrics/groundTruthMask.ts';

/** One of the things that a clip's sentences are about. */
export type NamedGroundTruth = {
  readonly name: string;
  /** Its truth in the order of the answer's frames; null where it has none. */
  readonly masks: readonly (BinaryMask | null)[];
};

export const NO_OBJECT = 'nothing';
export const OTHER_REGION = 'something else';

/** Less overlap is a touch and no choice. */
const MIN_IOU = 0.1;

/** Which of the things an answer is about, by its intersection over union over all frames. */
export const predictedObject = (
  answers: readonly { readonly shown: BinaryMask }[],
  things: readonly NamedGroundTruth[],
): string => {
  if (answers.every(({ shown }) => !shown.pixels.includes(1))) return NO_OBJECT;
  let best = { name: OTHER_REGION, iou: MIN_IOU };
  for (const { name, masks } of things) {
    let intersection = 0;
    let union = 0;
    for (const [place, { shown }] of answers.entries()) {
      const truth = masks[place]?.pixels;
      if (truth?.length !== shown.pixels.length) continue;
      for (let index = 0; index < truth.length; index++) {
        const isAnswer = shown.pixels[index] ?? 0;
        const isTruth = truth[index] ?? 0;
        intersection += isAnswer & isTruth;
        union += isAnswer | isTruth;
      }
    }
    const iou = union === 0 ? 0 : intersection / union;
    if (iou > best.iou) best = { name, iou };
  }
  return best.name;
};
