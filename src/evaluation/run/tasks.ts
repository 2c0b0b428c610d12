import type { Benchmark } from '../benchmark/benchmark.ts';
import type { BenchmarkItem } from '../benchmark/benchmarkItem.ts';
import { plannedItems } from './evaluationPlan.ts';
import type { EvaluationPlan } from './evaluationPlan.ts';
import type { Variant } from './variant.ts';

/** One item, run one way. */
export type Task = {
  readonly plan: EvaluationPlan;
  readonly variant: Variant;
  readonly item: BenchmarkItem;
  /** Whether it is what the gallery shows: the first variant of its plan. */
  readonly isFirst: boolean;
};

/**
 * The tasks of all plans clip by clip: what is seen and heard of a clip serves all its sentences
 * and variants, of every plan and split. What two plans have in common is one task. The splits
 * take turns by their size, so that a run that is stopped has a part of each.
 */
export const tasksByClip = (plans: readonly EvaluationPlan[]): readonly (readonly Task[])[] => {
  const clips = new Map<string, { readonly turn: number; readonly tasks: Map<string, Task> }>();
  for (const plan of plans) {
    const turns = clipPositions(plan);
    const items = plan.splits.flatMap((split) => plannedItems(plan, split));
    for (const [place, variant] of plan.variants.entries()) {
      for (const item of items) {
        const clip = clips.get(item.clip) ?? { turn: turns.get(item.clip) ?? 0, tasks: new Map() };
        clips.set(item.clip, clip);
        const name = JSON.stringify([variant.id, item.split, item.id]);
        if (!clip.tasks.has(name)) {
          clip.tasks.set(name, { plan, variant, item, isFirst: place === 0 });
        }
      }
    }
  }
  return [...clips.values()]
    .toSorted((a, b) => a.turn - b.turn)
    .map(({ tasks }) => [...tasks.values()]);
};

/** Every so many-th clip of a run, so that several runs side by side do all of it. */
export type RunShard = { readonly number: number; readonly of: number };

export const WHOLE_RUN: RunShard = { number: 1, of: 1 };

export const isInShard = (clipPlace: number, { number, of }: RunShard): boolean =>
  clipPlace % of === number - 1;

/** How far in its split each clip is, 0..1; of a clip in two splits, in the first. */
const clipPositions = (plan: EvaluationPlan): ReadonlyMap<string, number> => {
  const turns = new Map<string, number>();
  for (const split of plan.splits) {
    const clips = [...new Set(plannedItems(plan, split).map(({ clip }) => clip))];
    for (const [place, clip] of clips.entries()) {
      if (!turns.has(clip)) turns.set(clip, (place + 0.5) / clips.length);
    }
  }
  return turns;
};

const itemsByClip = (benchmark: Benchmark): ReadonlyMap<string, readonly BenchmarkItem[]> => {
  const clips = new Map<string, BenchmarkItem[]>();
  for (const item of [...benchmark.splits.keys()].flatMap((split) => benchmark.items(split))) {
    const sentences = clips.get(item.clip);
    if (sentences === undefined) clips.set(item.clip, [item]);
    else sentences.push(item);
  }
  return clips;
};

/** Looks up all sentences of a benchmark about a clip, whether they are to be run or not. */
export const createClipItemLookup = (): ((
  benchmark: Benchmark,
  clip: string,
) => readonly BenchmarkItem[]) => {
  const known = new Map<Benchmark, ReadonlyMap<string, readonly BenchmarkItem[]>>();
  return (benchmark, clip) => {
    const clips = known.get(benchmark) ?? itemsByClip(benchmark);
    known.set(benchmark, clips);
    return clips.get(clip) ?? [];
  };
};
