import { boxContainment } from '../../../core/mask/boxes.ts';
import type { Box } from '../../../core/mask/boxes.ts';

/** Of the best among the meant instances; below it an instance is doubtful. */
const MIN_RELATIVE_SCORE = 0.3;
/** Of the smaller box: from here on two boxes may show the same object. */
const SAME_OBJECT_CONTAINMENT = 0.5;
/** They do where one of them is so much less sure. */
const MAX_DUPLICATE_SCORE_RATIO = 0.7;

export type MeantBox = {
  readonly box: Box;
  /** The detector's best class score, 0..1. */
  readonly score: number;
  /** How probably the query means it, 0..1. */
  readonly probability: number;
};

/** The detector's score decides first; a box around two objects is often less meant than its object. */
const surenessOf = ({ score, probability }: MeantBox): number => score * probability;

/**
 * Of the instances that a query means, those that are objects of their own: without boxes that the
 * detector hardly believes in, and without parts and loose boxes of an object that is surer. Their
 * masks would only blur its own. The Python twin is `distinct` of
 * `models/earmark/segmentation/meaning.py`, measured on COCO's photos.
 * @returns a subset in the same order
 */
export const distinctInstances = <T extends MeantBox>(meant: readonly T[]): T[] => {
  const best = Math.max(0, ...meant.map(surenessOf));
  const kept: T[] = [];
  for (const candidate of meant.toSorted((a, b) => surenessOf(b) - surenessOf(a))) {
    const sureness = surenessOf(candidate);
    const isDuplicate = kept.some(
      (other) =>
        sureness < MAX_DUPLICATE_SCORE_RATIO * surenessOf(other) &&
        boxContainment(candidate.box, other.box) > SAME_OBJECT_CONTAINMENT,
    );
    if (!isDuplicate && sureness >= MIN_RELATIVE_SCORE * best) {
      kept.push(candidate);
    }
  }
  return meant.filter((instance) => kept.includes(instance));
};
