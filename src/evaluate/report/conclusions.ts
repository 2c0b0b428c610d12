import type { EvaluationReport } from './buildReport.ts';
import { cell, shareText } from './markdown.ts';
import { baseOf, lengthsOf } from './lengths.ts';
import { isTellable } from './pairedDifference.ts';
import { areaUnderCurve } from './summary.ts';
import { differenceBetween, differenceText, itemsOf, variantRows } from './variantRows.ts';
import type { VariantRow } from './variantRows.ts';

const TOO_FEW = 'Fewer than eight clips: no conclusion.';

const listOf = (names: readonly string[]): string => {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
};

const named = ({ title }: { readonly title: string }): string => `"${cell(title)}"`;

/** What the intervals allow to say of all variants beside the first. */
const generalConclusion = (rows: readonly VariantRow[]): string => {
  const compared = rows.filter(({ difference }) => difference !== null);
  if (compared.length === 0) return TOO_FEW;
  const told = compared.filter(({ difference }) => difference !== null && isTellable(difference));
  const ordered = told.toSorted((a, b) => (a.difference?.mean ?? 0) - (b.difference?.mean ?? 0));
  const worst = ordered[0];
  const best = ordered.at(-1);
  const first =
    worst === undefined || (worst.difference?.mean ?? 0) > 0
      ? 'No variant is worse than the first by more than chance explains.'
      : `${named(worst)} costs most: J changes by ${differenceText(worst.difference)} points.`;
  const gain =
    best !== undefined && (best.difference?.mean ?? 0) > 0
      ? ` ${named(best)} is better than the first, by ${differenceText(best.difference)}.`
      : '';
  const untold = compared.filter((row) => !told.includes(row)).map(named);
  const rest =
    untold.length === 0
      ? ' Every difference is larger than chance explains.'
      : ` Of ${listOf(untold)} no difference can be told with this many clips.`;
  return first + gain + rest;
};

/** The other rules of the memory beside the published one, at the greatest length that was run. */
const memoryConclusion = (report: EvaluationReport): string => {
  const { seconds, rules } = lengthsOf(report);
  const [published, ...others] = rules;
  const longest = seconds.at(-1);
  if (published === undefined || longest === undefined) return '';
  const texts = others.flatMap(({ title, idAt }) => {
    const difference = differenceBetween(report, published.idAt(longest), idAt(longest));
    return difference === null ? [] : [`${differenceText(difference)} (${title})`];
  });
  if (texts.length === 0) return '';
  return ` At ${longest} s another rule of the memory changes J beside the mean over everything by ${listOf(texts)}.`;
};

/** The lengths under the memory as published. */
export const publishedRows = (report: EvaluationReport): readonly VariantRow[] => {
  const { seconds, rules } = lengthsOf(report);
  const ids = new Set(seconds.map((at) => rules[0]?.idAt(at)));
  return variantRows(report, baseOf(report)).filter(({ id }) => ids.has(id));
};

/** Up to which gap what was heard still helps, with the memory as published. */
const linkConclusion = (report: EvaluationReport): string => {
  const plain = publishedRows(report);
  if (plain.every(({ difference }) => difference === null)) {
    return TOO_FEW;
  }
  const helps = plain.filter(({ difference }) => difference !== null && difference.low > 0);
  const last = helps.at(-1);
  const lost = plain.filter((row) => !helps.includes(row));
  const first =
    last === undefined
      ? 'At no distance does it help the model, by more than chance explains, that the thing was heard before: a link over memory alone cannot be shown.'
      : `Having heard it helps up to ${named(last)}: ${differenceText(last.difference)} points of J beside never having heard it.`;
  return lost.length === 0 || last === undefined
    ? first
    : `${first} Nothing can be told of ${listOf(lost.map(named))}.`;
};

const AMBIGUOUS = 'ambiguous';

/** How often a sentence that fits two things has the higher figure than one that fits one. */
const tellsAmbiguous = (
  report: EvaluationReport,
  figure: 'presence' | 'runnerUp',
): number | null => {
  const items = itemsOf(report, report.variants[0]?.id).filter(
    ({ summary }) => summary.itemJ !== null,
  );
  const of = (isAmbiguous: boolean): number[] =>
    items
      .filter(({ split }) => (split === AMBIGUOUS) === isAmbiguous)
      .flatMap(({ summary }) => summary[figure] ?? []);
  return areaUnderCurve(of(true), of(false));
};

const ambiguityConclusion = (report: EvaluationReport): string => {
  const splits = report.variants[0]?.splits ?? [];
  const ambiguous = splits.find(({ split }) => split === AMBIGUOUS)?.summary;
  if (ambiguous === undefined || ambiguous.topOne === null) return '';
  const plain = splits.find(({ split }) => split !== AMBIGUOUS)?.summary;
  const top = `Where the sentence fits two things (split ambiguous), the largest part of the mask is the one that is meant on ${shareText(ambiguous.topOne)} of the frames, one of the two largest on ${shareText(ambiguous.topTwo)}.`;
  const sign = (name: string, figure: 'presence' | 'runnerUp'): string =>
    `${name} (mean ${shareText(ambiguous[figure])} there, ${shareText(plain?.[figure] ?? null)} on plain sentences) is higher on an ambiguous sentence than on a plain one in ${shareText(tellsAmbiguous(report, figure))} of all pairs`;
  return ` ${top} ${sign('Presence', 'presence')}; ${sign('the runner-up', 'runnerUp')}; 0.5 would be chance.`;
};

/** What an experiment's intervals allow to say. */
export const conclusionOf = (id: string, report: EvaluationReport): string => {
  switch (id) {
    case 'long-links':
      return linkConclusion(report) + memoryConclusion(report);
    case 'long-clips':
      return generalConclusion(publishedRows(report)) + memoryConclusion(report);
    case 'ambiguity':
      return generalConclusion(variantRows(report)) + ambiguityConclusion(report);
    default:
      return generalConclusion(variantRows(report));
  }
};
