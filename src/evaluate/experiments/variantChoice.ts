import { FULL, VARIANTS } from '../run/variant.ts';
import type { Variant } from '../run/variant.ts';
import { createExperiments } from './experiments.ts';
import type { FilterPicture } from './experiments.ts';
import { LONGEST_SECONDS } from './longClips.ts';

/** Which variants a run has: the model as it is, its ablations, or an experiment by its id. */
export type VariantChoice = string;

export const FULL_CHOICE: VariantChoice = 'full';
export const ABLATIONS_CHOICE: VariantChoice = 'ablations';

/** For a machine that only names variants and reads their records. */
export const noPictures: FilterPicture = () =>
  Promise.reject(new Error('There is no canvas to alter pictures with.'));

export const variantChoices = (): readonly {
  readonly id: VariantChoice;
  readonly text: string;
}[] => [
  { id: FULL_CHOICE, text: 'The model as it is' },
  { id: ABLATIONS_CHOICE, text: 'Ablations: each switch off, and sight alone' },
  ...createExperiments(noPictures).map(({ id, question }) => ({ id, text: `${id}: ${question}` })),
];

/** @throws RangeError for a choice that there is not */
export const variantsOf = (
  choice: VariantChoice,
  filterPicture: FilterPicture,
  longestSeconds = LONGEST_SECONDS,
): readonly Variant[] => {
  if (choice === FULL_CHOICE) return [FULL];
  if (choice === ABLATIONS_CHOICE) return VARIANTS;
  const experiment = createExperiments(filterPicture, longestSeconds).find(
    ({ id }) => id === choice,
  );
  if (experiment === undefined) throw new RangeError(`There is no experiment "${choice}".`);
  return experiment.variants;
};
