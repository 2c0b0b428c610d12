import type { ItemScore } from '../scoring/itemRecord.ts';
import { createSummaryBuilder } from './summary.ts';
import type { Summary, SummaryBuilder } from './summary.ts';

export type GroupRow = { readonly name: string; readonly summary: Summary };

/** Summaries by an attribute of items; an item can be in several groups. */
type GroupedSummaries = {
  add(score: ItemScore): void;
  /** Largest group first. */
  rows(): readonly GroupRow[];
};

export const createGroupedSummaries = (
  namesOf: (score: ItemScore) => readonly string[],
): GroupedSummaries => {
  const builders = new Map<string, SummaryBuilder>();
  return {
    add: (score) => {
      for (const name of namesOf(score)) {
        const builder = builders.get(name) ?? createSummaryBuilder();
        builders.set(name, builder);
        builder.add(score);
      }
    },
    rows: () =>
      Array.from(builders, ([name, builder]) => ({ name, summary: builder.build() })).toSorted(
        (a, b) => b.summary.items - a.summary.items || a.name.localeCompare(b.name),
      ),
  };
};

export const byQueryKind = (score: ItemScore): readonly string[] =>
  score.isNull ? ['null'] : score.sentenceKinds;

export const byQueryLength = ({ expression }: ItemScore): readonly string[] => {
  const words = expression.trim().split(/\s+/).length;
  if (words <= 3) return ['1 to 3 words'];
  if (words <= 6) return ['4 to 6 words'];
  return words <= 10 ? ['7 to 10 words'] : ['11 words and more'];
};

/** Empty for benchmarks without the annotation. */
export const bySourceCount = ({ sources }: ItemScore): readonly string[] => {
  if (sources === null) return [];
  return [sources === 1 ? '1 sound' : `${sources} sounds at once`];
};

export const byRequiredCue = ({ needs, isNull }: ItemScore): readonly string[] =>
  needs === null || isNull ? [] : [`needs ${needs}`];

export const byCategory = ({ category, isNull }: ItemScore): readonly string[] =>
  isNull ? ['null'] : [category ?? 'unknown'];
