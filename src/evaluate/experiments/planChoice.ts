import type { Benchmark } from '../benchmark/benchmark.ts';
import type { BenchFolder } from '../benchmark/folder.ts';
import { benchmarkIdOf } from '../run/plan.ts';
import type { EvaluationPlan } from '../run/plan.ts';
import type { FilterPicture } from './experiments.ts';
import { variantsOf } from './variantChoice.ts';
import type { VariantChoice } from './variantChoice.ts';

/** What to run of a benchmark, in words that can be sent. */
export type PlanChoice = Pick<EvaluationPlan, 'splits' | 'limit' | 'perClip' | 'kinds'> & {
  readonly variants: VariantChoice;
  /** Longer clips are left out of the experiments on length. */
  readonly longestSeconds: number;
};

/** @throws RangeError for variants that there are not */
export const planOf = async (
  benchmark: Benchmark,
  folder: BenchFolder,
  { variants, longestSeconds, ...choice }: PlanChoice,
  filterPicture: FilterPicture,
): Promise<EvaluationPlan> => ({
  ...choice,
  benchmark,
  benchmarkId: await benchmarkIdOf(benchmark),
  folder,
  variants: variantsOf(variants, filterPicture, longestSeconds),
});
