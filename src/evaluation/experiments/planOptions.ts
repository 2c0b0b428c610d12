import type { Benchmark } from '../benchmark/benchmark.ts';
import type { BenchmarkFolder } from '../benchmark/benchmarkFolder.ts';
import { benchmarkIdOf } from '../run/evaluationPlan.ts';
import type { EvaluationPlan } from '../run/evaluationPlan.ts';
import type { FilterImage } from './experiments.ts';
import { resolveVariants } from './variantChoice.ts';
import type { VariantChoice } from './variantChoice.ts';

/** What to run of a benchmark, in words that can be sent. */
export type PlanOptions = Pick<EvaluationPlan, 'splits' | 'limit' | 'perClip' | 'kinds'> & {
  readonly variants: VariantChoice;
  /** Longer clips are left out of the experiments on length. */
  readonly maxClipSeconds: number;
};

/** @throws RangeError for variants that there are not */
export const createPlan = async (
  benchmark: Benchmark,
  folder: BenchmarkFolder,
  { variants, maxClipSeconds, ...choice }: PlanOptions,
  filterPicture: FilterImage,
): Promise<EvaluationPlan> => ({
  ...choice,
  benchmark,
  benchmarkId: await benchmarkIdOf(benchmark),
  folder,
  variants: resolveVariants(variants, filterPicture, maxClipSeconds),
});
