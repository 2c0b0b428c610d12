import type { BinaryMask } from '../metrics/truthMask.ts';

/** One of the things that a clip's sentences are about. */
export type NamedTruth = {
  readonly name: string;
  /** Its truth in the order of the answer's frames; null where it has none. */
  readonly masks: readonly (BinaryMask | null)[];
};

export const NOTHING = 'nothing';
export const SOMETHING_ELSE = 'something else';

/** Less overlap is a touch and no choice. */
const LEAST_IOU = 0.1;

/** Which of the things an answer is about, by its intersection over union over all frames. */
export const takenFor = (
  answers: readonly { readonly shown: BinaryMask }[],
  things: readonly NamedTruth[],
): string => {
  if (answers.every(({ shown }) => !shown.pixels.includes(1))) return NOTHING;
  let best = { name: SOMETHING_ELSE, iou: LEAST_IOU };
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
