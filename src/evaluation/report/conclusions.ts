import type { EvaluationReport } from './buildReport.ts';
import { escapeCell, formatFraction } from './markdown.ts';
import { baselineIdOf, lengthEffectOf } from './lengthEffect.ts';
import { isSignificant } from './pairedDifference.ts';
import { rocAuc } from './summary.ts';
import {
  differenceOfVariants,
  formatDifference,
  itemsOfVariant,
  variantRows,
} from './variantRows.ts';
import type { VariantRow } from './variantRows.ts';

const TOO_FEW_CLIPS = 'Fewer than eight clips: no conclusion.';

const joinNames = (names: readonly string[]): string => {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
};

const quoteTitle = ({ title }: { readonly title: string }): string => `"${escapeCell(title)}"`;

/** What the intervals allow to say of all variants beside the first. */
const generalConclusion = (rows: readonly VariantRow[]): string => {
  const compared = rows.filter(({ difference }) => difference !== null);
  if (compared.length === 0) return TOO_FEW_CLIPS;
  const told = compared.filter(
    ({ difference }) => difference !== null && isSignificant(difference),
  );
  const ordered = told.toSorted((a, b) => (a.difference?.mean ?? 0) - (b.difference?.mean ?? 0));
  const worst = ordered[0];
  const best = ordered.at(-1);
  const first =
    worst === undefined || (worst.difference?.mean ?? 0) > 0
      ? 'No variant is worse than the first by more than chance explains.'
      : `${quoteTitle(worst)} costs most: J changes by ${formatDifference(worst.difference)} points.`;
  const gain =
    best !== undefined && (best.difference?.mean ?? 0) > 0
      ? ` ${quoteTitle(best)} is better than the first, by ${formatDifference(best.difference)}.`
      : '';
  const untold = compared.filter((row) => !told.includes(row)).map(quoteTitle);
  const rest =
    untold.length === 0
      ? ' Every difference is larger than chance explains.'
      : ` Of ${joinNames(untold)} no difference can be told with this many clips.`;
  return first + gain + rest;
};

/** The other rules of the memory beside the published one, at the greatest length that was run. */
const memoryConclusion = (report: EvaluationReport): string => {
  const { seconds, rules } = lengthEffectOf(report);
  const [published, ...others] = rules;
  const longest = seconds.at(-1);
  if (published === undefined || longest === undefined) return '';
  const texts = others.flatMap(({ title, idAt }) => {
    const difference = differenceOfVariants(report, published.idAt(longest), idAt(longest));
    return difference === null ? [] : [`${formatDifference(difference)} (${title})`];
  });
  if (texts.length === 0) return '';
  return ` At ${longest} s another rule of the memory changes J beside the mean over everything by ${joinNames(texts)}.`;
};

/** The lengths under the memory as published. */
export const publishedMemoryRows = (report: EvaluationReport): readonly VariantRow[] => {
  const { seconds, rules } = lengthEffectOf(report);
  const ids = new Set(seconds.map((at) => rules[0]?.idAt(at)));
  return variantRows(report, baselineIdOf(report)).filter(({ id }) => ids.has(id));
};

/** Largest gap over which earlier audio still helps, under the paper's memory rule. */
const memoryGapConclusion = (report: EvaluationReport): string => {
  const plain = publishedMemoryRows(report);
  if (plain.every(({ difference }) => difference === null)) {
    return TOO_FEW_CLIPS;
  }
  const helps = plain.filter(({ difference }) => difference !== null && difference.low > 0);
  const last = helps.at(-1);
  const lost = plain.filter((row) => !helps.includes(row));
  const first =
    last === undefined
      ? 'At no distance does it help the model, by more than chance explains, that the object was heard before: a link over memory alone cannot be shown.'
      : `Having heard it helps up to ${quoteTitle(last)}: ${formatDifference(last.difference)} points of J beside never having heard it.`;
  return lost.length === 0 || last === undefined
    ? first
    : `${first} Nothing can be told of ${joinNames(lost.map(quoteTitle))}.`;
};

const AMBIGUOUS_SPLIT = 'ambiguous';

/** How often a query that fits two objects has a higher value than one that fits one. */
const ambiguityAuc = (report: EvaluationReport, figure: 'presence' | 'runnerUp'): number | null => {
  const items = itemsOfVariant(report, report.variants[0]?.id).filter(
    ({ summary }) => summary.itemJ !== null,
  );
  const of = (isAmbiguous: boolean): number[] =>
    items
      .filter(({ split }) => (split === AMBIGUOUS_SPLIT) === isAmbiguous)
      .flatMap(({ summary }) => summary[figure] ?? []);
  return rocAuc(of(true), of(false));
};

const ambiguityConclusion = (report: EvaluationReport): string => {
  const splits = report.variants[0]?.splits ?? [];
  const ambiguous = splits.find(({ split }) => split === AMBIGUOUS_SPLIT)?.summary;
  if (ambiguous === undefined || ambiguous.topOne === null) return '';
  const plain = splits.find(({ split }) => split !== AMBIGUOUS_SPLIT)?.summary;
  const top = `Where the sentence fits two objects (split ambiguous), the largest part of the mask is the one that is meant on ${formatFraction(ambiguous.topOne)} of the frames, one of the two largest on ${formatFraction(ambiguous.topTwo)}.`;
  const sign = (name: string, figure: 'presence' | 'runnerUp'): string =>
    `${name} (mean ${formatFraction(ambiguous[figure])} there, ${formatFraction(plain?.[figure] ?? null)} on plain sentences) is higher on an ambiguous sentence than on a plain one in ${formatFraction(ambiguityAuc(report, figure))} of all pairs`;
  return ` ${top} ${sign('Presence', 'presence')}; ${sign('the runner-up', 'runnerUp')}; 0.5 would be chance.`;
};

/** What an experiment's intervals allow to say. */
export const conclusionOf = (id: string, report: EvaluationReport): string => {
  switch (id) {
    case 'long-links':
      return memoryGapConclusion(report) + memoryConclusion(report);
    case 'long-clips':
      return generalConclusion(publishedMemoryRows(report)) + memoryConclusion(report);
    case 'ambiguity':
      return generalConclusion(variantRows(report)) + ambiguityConclusion(report);
    default:
      return generalConclusion(variantRows(report));
  }
};
