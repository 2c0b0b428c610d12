import { FULL_MODEL, FULL_AND_ABLATIONS } from '../run/variant.ts';
import type { Variant } from '../run/variant.ts';
import { createExperiments } from './experiments.ts';
import type { FilterImage } from './experiments.ts';
import { MAX_CLIP_SECONDS } from './clipLengthVariants.ts';

/** Which variants a run has: the model as it is, its ablations, or an experiment by its id. */
export type VariantChoice = string;

export const FULL_CHOICE: VariantChoice = 'full';
export const ABLATIONS_CHOICE: VariantChoice = 'ablations';

/** For a machine that only names variants and reads their records. */
export const rejectImageFilter: FilterImage = () =>
  Promise.reject(new Error('There is no canvas to alter pictures with.'));

export const listVariantChoices = (): readonly {
  readonly id: VariantChoice;
  readonly text: string;
}[] => [
  { id: FULL_CHOICE, text: 'The model as it is' },
  { id: ABLATIONS_CHOICE, text: 'Ablations: each switch off, and sight alone' },
  ...createExperiments(rejectImageFilter).map(({ id, question }) => ({
    id,
    text: `${id}: ${question}`,
  })),
];

/** @throws RangeError for a choice that there is not */
export const resolveVariants = (
  choice: VariantChoice,
  filterPicture: FilterImage,
  maxClipSeconds = MAX_CLIP_SECONDS,
): readonly Variant[] => {
  if (choice === FULL_CHOICE) return [FULL_MODEL];
  if (choice === ABLATIONS_CHOICE) return FULL_AND_ABLATIONS;
  const experiment = createExperiments(filterPicture, maxClipSeconds).find(
    ({ id }) => id === choice,
  );
  if (experiment === undefined) throw new RangeError(`There is no experiment "${choice}".`);
  return experiment.variants;
};
