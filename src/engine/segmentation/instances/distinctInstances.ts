import { boxContainment } from '../../../core/mask/boxes.ts';
import type { Box } from '../../../core/mask/boxes.ts';

/** Of the best detector score among the meant instances; below it an instance is doubtful. */
const MIN_RELATIVE_SCORE = 0.3;
/** Of the smaller box: from here on two boxes may show the same object. */
const SAME_OBJECT_CONTAINMENT = 0.5;
/** They do where the detector is so much less sure of one of them. */
const MAX_DUPLICATE_SCORE_RATIO = 0.7;

export type ScoredBox = {
  readonly box: Box;
  /** The detector's best class score, 0..1. */
  readonly score: number;
};

/**
 * Of the instances that a query means, those that are objects of their own: without boxes that the
 * detector hardly believes in, and without parts and loose boxes of an object that it is surer of.
 * All of them are as meant as the object itself; their masks would only blur its own. The Python
 * twin is `distinct` of `models/earmark/segmentation/meaning.py`, measured on COCO's photos.
 * @returns a subset in the same order
 */
export const distinctInstances = <T extends ScoredBox>(meant: readonly T[]): T[] => {
  const best = Math.max(0, ...meant.map(({ score }) => score));
  const kept: T[] = [];
  for (const candidate of meant.toSorted((a, b) => b.score - a.score)) {
    const isDuplicate = kept.some(
      (other) =>
        candidate.score < MAX_DUPLICATE_SCORE_RATIO * other.score &&
        boxContainment(candidate.box, other.box) > SAME_OBJECT_CONTAINMENT,
    );
    if (!isDuplicate && candidate.score >= MIN_RELATIVE_SCORE * best) {
      kept.push(candidate);
    }
  }
  return meant.filter((instance) => kept.includes(instance));
};
