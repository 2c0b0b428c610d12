import type { ItemScore } from '../score/record.ts';
import { createSummary } from './summary.ts';
import type { Summary, SummaryBuilder } from './summary.ts';

export type GroupRow = { readonly name: string; readonly summary: Summary };

/** Figures by something that an item is; an item can be in several groups. */
export type Groups = {
  add(score: ItemScore): void;
  /** Largest group first. */
  rows(): readonly GroupRow[];
};

export const createGroups = (namesOf: (score: ItemScore) => readonly string[]): Groups => {
  const builders = new Map<string, SummaryBuilder>();
  return {
    add: (score) => {
      for (const name of namesOf(score)) {
        const builder = builders.get(name) ?? createSummary();
        builders.set(name, builder);
        builder.add(score);
      }
    },
    rows: () =>
      Array.from(builders, ([name, builder]) => ({ name, summary: builder.result() })).toSorted(
        (a, b) => b.summary.items - a.summary.items || a.name.localeCompare(b.name),
      ),
  };
};

export const byKind = (score: ItemScore): readonly string[] =>
  score.isNull ? ['null'] : score.sentenceKinds;

export const byLength = ({ expression }: ItemScore): readonly string[] => {
  const words = expression.trim().split(/\s+/).length;
  if (words <= 3) return ['1 to 3 words'];
  if (words <= 6) return ['4 to 6 words'];
  return words <= 10 ? ['7 to 10 words'] : ['11 words and more'];
};

/** Nothing for benchmarks that do not say it. */
export const bySources = ({ sources }: ItemScore): readonly string[] => {
  if (sources === null) return [];
  return [sources === 1 ? '1 sound' : `${sources} sounds at once`];
};

export const byNeeds = ({ needs, isNull }: ItemScore): readonly string[] =>
  needs === null || isNull ? [] : [`needs ${needs}`];

export const byCategory = ({ category, isNull }: ItemScore): readonly string[] =>
  isNull ? ['null'] : [category ?? 'unknown'];
