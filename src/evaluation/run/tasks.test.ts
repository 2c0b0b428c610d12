import { describe, expect, test } from 'vitest';
import type { Benchmark } from '../benchmark/benchmark.ts';
import { NO_ANNOTATIONS } from '../benchmark/benchmarkItem.ts';
import type { BenchmarkItem } from '../benchmark/benchmarkItem.ts';
import type { EvaluationPlan } from './evaluationPlan.ts';
import { createClipItemLookup, isInShard, tasksByClip, WHOLE_RUN } from './tasks.ts';
import { ABLATIONS, FULL_MODEL } from './variant.ts';

const item = (split: string, clip: string, place: number): BenchmarkItem => ({
  ...NO_ANNOTATIONS,
  id: `${clip}-${place}`,
  split,
  clip,
  query: 'the dog',
  category: 'dog',
  queryKinds: [],
  isNull: false,
});

/** Four clips with two sentences each in one split, one clip with one in the other. */
const ITEMS: Record<string, BenchmarkItem[]> = {
  large: ['a', 'b', 'c', 'd'].flatMap((clip) => [item('large', clip, 1), item('large', clip, 2)]),
  small: [item('small', 'e', 1), item('small', 'a', 3)],
};

const benchmark: Benchmark = {
  name: 'five clips',
  layout: 'plain',
  splits: new Map(Object.entries(ITEMS).map(([split, items]) => [split, items.length])),
  problems: [],
  items: (split) => ITEMS[split] ?? [],
  findFiles: () => Promise.reject(new Error('Nothing is read.')),
};

const plan = (change: Partial<EvaluationPlan> = {}): EvaluationPlan => ({
  benchmark,
  benchmarkId: 'five',
  folder: { name: '', list: async () => [], read: async () => null },
  splits: ['large', 'small'],
  limit: null,
  perClip: null,
  kinds: null,
  variants: [FULL_MODEL, ...ABLATIONS],
  ...change,
});

const clipsOf = (plans: readonly EvaluationPlan[]): (string | undefined)[] =>
  tasksByClip(plans).map(([task]) => task?.item.clip);

describe('tasksByClip', () => {
  test('all of a clip comes together, and the splits take turns', () => {
    const clips = tasksByClip([plan()]);
    expect(clipsOf([plan()])).toEqual(['a', 'e', 'b', 'c', 'd']);
    // Three sentences of two splits, six variants.
    expect(clips[0]).toHaveLength(18);
    expect(clips.flat()).toHaveLength(60);
    expect(clips[0]?.filter(({ isFirst }) => isFirst)).toHaveLength(3);
  });

  test('so many sentences of each clip and split', () => {
    const variants = [FULL_MODEL];
    const names = (perClip: number): string[] =>
      tasksByClip([plan({ variants, perClip, limit: 3 })])
        .flat()
        .map(({ item: { id } }) => id);
    expect(names(1).toSorted()).toEqual(['a-1', 'a-3', 'b-1', 'c-1', 'e-1']);
    expect(names(2).toSorted()).toEqual(['a-1', 'a-2', 'a-3', 'b-1', 'e-1']);
  });

  test('what two plans have in common is one task', () => {
    const [first] = ABLATIONS;
    if (first === undefined) throw new Error('There are no ablations.');
    const other = plan({ splits: ['small'], variants: [FULL_MODEL, { ...first, id: 'other' }] });
    // The other plan adds its own variant of two sentences.
    expect(tasksByClip([plan(), other]).flat()).toHaveLength(62);
  });
});

test('every clip is in one part', () => {
  const parts = [1, 2, 3].map((number) => ({ number, of: 3 }));
  for (let place = 0; place < 7; place++) {
    expect(parts.filter((part) => isInShard(place, part))).toHaveLength(1);
    expect(isInShard(place, WHOLE_RUN)).toBe(true);
  }
});

test('all sentences about a clip are known, of whatever split', () => {
  const sentencesOf = createClipItemLookup();
  expect(sentencesOf(benchmark, 'a').map(({ id }) => id)).toEqual(['a-1', 'a-2', 'a-3']);
  expect(sentencesOf(benchmark, 'z')).toEqual([]);
});
