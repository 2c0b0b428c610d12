import type { ProviderInfo } from '../../protocol/requests.ts';
import type { BenchmarkProblem } from '../benchmark/benchmarkProblem.ts';
import type { QueryKind } from '../benchmark/queryKinds.ts';
import { plannedItems } from '../run/evaluationPlan.ts';
import type { EvaluationPlan } from '../run/evaluationPlan.ts';
import { createWorstItems } from '../run/worstItems.ts';
import { recordKey } from '../run/journal.ts';
import type { Journal } from '../run/journal.ts';
import type { EvaluatedBundle } from '../run/segmenter.ts';
import type { ItemScore } from '../scoring/itemRecord.ts';
import { createCurves } from './reportCurves.ts';
import type { Curves } from './reportCurves.ts';
import {
  byCategory,
  byQueryKind,
  byQueryLength,
  byRequiredCue,
  bySourceCount,
  createGroupedSummaries,
} from './groupedSummaries.ts';
import type { GroupRow } from './groupedSummaries.ts';
import { createSummaryBuilder } from './summary.ts';
import type { Summary } from './summary.ts';

/** One item under one variant, as a row of items.csv. */
export type ItemRow = {
  readonly variant: string;
  readonly split: string;
  readonly id: string;
  readonly clip: string;
  readonly expression: string;
  readonly category: string | null;
  readonly kinds: string;
  readonly sources: number | null;
  readonly needs: string | null;
  readonly frames: number;
  readonly summary: Summary;
};

/** How often the object of one category was segmented for another. */
type ConfusionRow = {
  readonly thing: string;
  readonly takenFor: string;
  readonly items: number;
};

/** The same metrics by kind of query. */
export type VariantGroups = {
  readonly kind: readonly GroupRow[];
  readonly length: readonly GroupRow[];
  readonly sources: readonly GroupRow[];
  readonly needs: readonly GroupRow[];
};

export type VariantReport = {
  readonly id: string;
  readonly title: string;
  readonly splits: readonly { readonly split: string; readonly summary: Summary }[];
  /** Means of test_s and test_u, where both were run. */
  readonly mix: { readonly j: number; readonly f: number } | null;
  /** Most frequent first. */
  readonly confusion: readonly ConfusionRow[];
  readonly groups: VariantGroups;
};

export type FailureRow = {
  readonly id: string;
  readonly split: string;
  readonly expression: string;
  readonly error: number;
  /** Mean presence over its frames. */
  readonly presence: number;
  /** Key of its picture in the journal. */
  readonly key: string;
};

export type EvaluationReport = {
  readonly schema: 'earmark-evaluation/2';
  readonly bundle: EvaluatedBundle;
  readonly provider: ProviderInfo['provider'];
  readonly benchmark: {
    readonly name: string;
    readonly layout: string;
    readonly id: string;
    readonly splits: readonly string[];
    readonly limit: number | null;
    /** Kinds of queries that were run; null for all. */
    readonly kinds: readonly QueryKind[] | null;
    readonly perClip: number | null;
  };
  readonly counts: {
    readonly planned: number;
    readonly scored: number;
    readonly skipped: number;
    readonly notRun: number;
  };
  readonly variants: readonly VariantReport[];
  /** Of the first variant. */
  readonly groups: VariantGroups & { readonly category: readonly GroupRow[] };
  readonly curves: Curves;
  readonly failures: readonly FailureRow[];
  /** Items and files that were not scored. */
  readonly problems: readonly BenchmarkProblem[];
  readonly items: readonly ItemRow[];
};

type ReportSource = {
  readonly plan: EvaluationPlan;
  readonly bundle: EvaluatedBundle;
  readonly provider: ProviderInfo;
  readonly journal: Journal;
};

/**
 * Makes the report of what the journal holds, in the order of the table: the same records give the
 * same report, however often the run was stopped.
 */
export const buildReport = async (source: ReportSource): Promise<EvaluationReport> => {
  const { plan, bundle, provider, journal } = source;
  const problems = new Map<string, BenchmarkProblem>();
  for (const problem of tableProblems(plan)) problems.set(`${problems.size}`, problem);
  const counts = { planned: 0, scored: 0, skipped: 0, notRun: 0 };
  const categories = createGroupedSummaries(byCategory);
  const curves = createCurves();
  const worst = createWorstItems();
  const items: ItemRow[] = [];
  const variants: VariantReport[] = [];

  for (const [place, variant] of plan.variants.entries()) {
    const splits: VariantReport['splits'][number][] = [];
    const confusion = createConfusionCounts();
    const groups = createVariantGroupSummaries();
    for (const split of plan.splits) {
      const summary = createSummaryBuilder();
      for (const item of plannedItems(plan, split)) {
        counts.planned += 1;
        const facts = { bundle, provider, benchmarkId: plan.benchmarkId };
        const key = recordKey(facts, variant.id, item);
        const record = await journal.get(key);
        if (record === null) {
          counts.notRun += 1;
        } else if (record.kind === 'skipped') {
          counts.skipped += 1;
          const { problem: kind, id: subject, message } = record;
          problems.set(`item ${split} ${subject}`, { kind, subject, message });
        } else {
          counts.scored += 1;
          summary.add(record);
          confusion.add(record);
          groups.add(record);
          items.push(itemRowOf(variant.id, record));
          if (place > 0) continue;
          categories.add(record);
          curves.add(record);
          worst.offer(key, record);
        }
      }
      splits.push({ split, summary: summary.build() });
    }
    const { id, title } = variant;
    variants.push({
      id,
      title,
      splits,
      mix: mixOfSplits(splits),
      confusion: confusion.rows(),
      groups: groups.rows(),
    });
  }

  return {
    schema: 'earmark-evaluation/2',
    bundle,
    provider: provider.provider,
    benchmark: {
      name: plan.benchmark.name,
      layout: plan.benchmark.layout,
      id: plan.benchmarkId,
      splits: plan.splits,
      limit: plan.limit,
      kinds: plan.kinds,
      perClip: plan.perClip,
    },
    counts,
    variants,
    groups: {
      ...(variants[0]?.groups ?? createVariantGroupSummaries().rows()),
      category: categories.rows(),
    },
    curves: curves.build(),
    failures: worst.items.map(({ key, score, error }) => ({
      id: score.id,
      split: score.split,
      expression: score.expression,
      error,
      presence: score.frames.reduce((sum, frame) => sum + frame.presence, 0) / score.frames.length,
      key,
    })),
    problems: [...problems.values()],
    items,
  };
};

const createVariantGroupSummaries = () => {
  const kind = createGroupedSummaries(byQueryKind);
  const length = createGroupedSummaries(byQueryLength);
  const sources = createGroupedSummaries(bySourceCount);
  const needs = createGroupedSummaries(byRequiredCue);
  return {
    add: (score: ItemScore): void => {
      for (const groups of [kind, length, sources, needs]) groups.add(score);
    },
    rows: (): VariantGroups => ({
      kind: kind.rows(),
      length: length.rows(),
      sources: sources.rows(),
      needs: needs.rows(),
    }),
  };
};

const createConfusionCounts = () => {
  const counts = new Map<string, ConfusionRow>();
  return {
    add: ({ category, isNull, takenFor }: ItemScore): void => {
      const thing = isNull ? 'nothing' : (category ?? 'unknown');
      const name = JSON.stringify([thing, takenFor]);
      const items = (counts.get(name)?.items ?? 0) + 1;
      counts.set(name, { thing, takenFor, items });
    },
    rows: (): readonly ConfusionRow[] =>
      [...counts.values()].toSorted(
        (a, b) =>
          b.items - a.items ||
          a.thing.localeCompare(b.thing) ||
          a.takenFor.localeCompare(b.takenFor),
      ),
  };
};

const tableProblems = ({ benchmark, splits }: EvaluationPlan): BenchmarkProblem[] => [
  ...benchmark.problems,
  ...splits
    .filter((split) => (benchmark.splits.get(split) ?? 0) === 0)
    .map((split) => ({
      kind: 'empty-split' as const,
      subject: split,
      message: `The table has no usable row of the split ${split}.`,
    })),
];

const itemRowOf = (variant: string, score: ItemScore): ItemRow => {
  const summary = createSummaryBuilder();
  summary.add(score);
  return {
    variant,
    split: score.split,
    id: score.id,
    clip: score.clip,
    expression: score.expression,
    category: score.category,
    kinds: score.sentenceKinds.join(' '),
    sources: score.sources,
    needs: score.needs,
    frames: score.frames.length,
    summary: summary.build(),
  };
};

const mixOfSplits = (splits: VariantReport['splits']): VariantReport['mix'] => {
  const seen = splits.find(({ split }) => split === 'test_s')?.summary;
  const unseen = splits.find(({ split }) => split === 'test_u')?.summary;
  if (seen === undefined || unseen === undefined) return null;
  if (seen.j === null || unseen.j === null || seen.f === null || unseen.f === null) return null;
  return { j: (seen.j + unseen.j) / 2, f: (seen.f + unseen.f) / 2 };
};
