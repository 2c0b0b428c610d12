import type { Benchmark } from '../benchmark/benchmark.ts';
import type { BenchmarkItem } from '../benchmark/benchmarkItem.ts';
import { plannedItems } from './evaluationPlan.ts';
import type { EvaluationPlan } from './evaluationPlan.ts';
import type { Variant } from './variant.ts';

/** One item under one variant. */
export type Task = {
  readonly plan: EvaluationPlan;
  readonly variant: Variant;
  readonly item: BenchmarkItem;
  /** Of the first variant of its plan, which the gallery shows. */
  readonly isFirst: boolean;
};

/**
 * Tasks of all plans grouped by clip, so that a clip's features serve all of its queries, variants,
 * plans and splits. A task of two plans comes once. Splits are interleaved in proportion to their
 * size, so that a stopped run has covered a part of each.
 */
export const tasksByClip = (plans: readonly EvaluationPlan[]): readonly (readonly Task[])[] => {
  const clips = new Map<string, { readonly position: number; readonly tasks: Map<string, Task> }>();
  for (const plan of plans) {
    const positions = clipPositions(plan);
    const items = plan.splits.flatMap((split) => plannedItems(plan, split));
    for (const [place, variant] of plan.variants.entries()) {
      for (const item of items) {
        const clip = clips.get(item.clip) ?? {
          position: positions.get(item.clip) ?? 0,
          tasks: new Map(),
        };
        clips.set(item.clip, clip);
        const name = JSON.stringify([variant.id, item.split, item.id]);
        if (!clip.tasks.has(name)) {
          clip.tasks.set(name, { plan, variant, item, isFirst: place === 0 });
        }
      }
    }
  }
  return [...clips.values()]
    .toSorted((a, b) => a.position - b.position)
    .map(({ tasks }) => [...tasks.values()]);
};

/** Part `number` of `of` of a run's clips, so that several processes share a run. */
export type RunShard = { readonly number: number; readonly of: number };

export const WHOLE_RUN: RunShard = { number: 1, of: 1 };

export const isInShard = (clipPlace: number, { number, of }: RunShard): boolean =>
  clipPlace % of === number - 1;

/** Relative position of each clip in its (first) split, 0..1. */
const clipPositions = (plan: EvaluationPlan): ReadonlyMap<string, number> => {
  const positions = new Map<string, number>();
  for (const split of plan.splits) {
    const clips = [...new Set(plannedItems(plan, split).map(({ clip }) => clip))];
    for (const [place, clip] of clips.entries()) {
      if (!positions.has(clip)) positions.set(clip, (place + 0.5) / clips.length);
    }
  }
  return positions;
};

const itemsByClip = (benchmark: Benchmark): ReadonlyMap<string, readonly BenchmarkItem[]> => {
  const clips = new Map<string, BenchmarkItem[]>();
  for (const item of [...benchmark.splits.keys()].flatMap((split) => benchmark.items(split))) {
    const items = clips.get(item.clip);
    if (items === undefined) clips.set(item.clip, [item]);
    else items.push(item);
  }
  return clips;
};

/** Finds all items of a clip in a benchmark, whether they are planned or not. */
export const createClipItemLookup = (): ((
  benchmark: Benchmark,
  clip: string,
) => readonly BenchmarkItem[]) => {
  const cache = new Map<Benchmark, ReadonlyMap<string, readonly BenchmarkItem[]>>();
  return (benchmark, clip) => {
    const clips = cache.get(benchmark) ?? itemsByClip(benchmark);
    cache.set(benchmark, clips);
    return clips.get(clip) ?? [];
  };
};
