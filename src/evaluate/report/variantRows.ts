import type { EvaluationReport, ItemRow } from './buildReport.ts';
import { cell, percentText, shareText, table } from './markdown.ts';
import { pairedDifference } from './pairedDifference.ts';
import type { Difference } from './pairedDifference.ts';

/** One variant of an experiment, over all its sentences. */
export type VariantRow = {
  readonly id: string;
  readonly title: string;
  /** Means over items. */
  readonly j: number | null;
  readonly soundJ: number | null;
  readonly soundItems: number;
  readonly presence: number | null;
  readonly s: number | null;
  /** To what it is compared with; null for that one itself, and with fewer than eight clips. */
  readonly difference: Difference | null;
};

export const mean = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
};

export const jOf = ({ summary }: ItemRow): number | null => summary.itemJ;

const isAboutSound = ({ needs, kinds }: ItemRow): boolean =>
  needs === null ? kinds.split(' ').includes('acoustic') : needs === 'sound';

export const itemsOf = (
  { items }: EvaluationReport,
  variantId: string | undefined,
): readonly ItemRow[] => items.filter(({ variant }) => variant === variantId);

const nameOf = ({ split, id }: ItemRow): string => `${split} ${id}`;

/**
 * The report with those sentences alone that were scored under every variant, so that their means
 * are of the same ones; a variant without any is passed over.
 */
export const ofSameSentences = (report: EvaluationReport): EvaluationReport => {
  const scored = report.variants
    .map(({ id }) => new Set(itemsOf(report, id).map(nameOf)))
    .filter((names) => names.size > 0);
  const isEverywhere = (item: ItemRow): boolean => scored.every((names) => names.has(nameOf(item)));
  return { ...report, items: report.items.filter(isEverywhere) };
};

/** J of the same sentences under two variants. */
export const differenceBetween = (
  report: EvaluationReport,
  beforeId: string | undefined,
  afterId: string,
): Difference | null => {
  const before = new Map(itemsOf(report, beforeId).map((item) => [nameOf(item), jOf(item)]));
  return pairedDifference(
    itemsOf(report, afterId).flatMap((item) => {
      const own = jOf(item);
      const other = before.get(nameOf(item)) ?? null;
      return own === null || other === null ? [] : [{ clip: item.clip, before: other, after: own }];
    }),
  );
};

/** Each variant beside the one with this id, by default the first. */
export const variantRows = (
  report: EvaluationReport,
  baseId = report.variants[0]?.id,
): readonly VariantRow[] =>
  report.variants.map(({ id, title }) => {
    const own = itemsOf(report, id);
    const aboutSound = own.filter((item) => isAboutSound(item) && jOf(item) !== null);
    return {
      id,
      title,
      j: mean(own.map(jOf)),
      soundJ: mean(aboutSound.map(jOf)),
      soundItems: aboutSound.length,
      presence: mean(own.map(({ summary }) => summary.presenceAccuracy)),
      s: mean(own.map(({ summary }) => summary.itemS)),
      difference: id === baseId ? null : differenceBetween(report, baseId, id),
    };
  });

const points = (value: number): string => `${value > 0 ? '+' : ''}${(value * 100).toFixed(1)}`;

export const differenceText = (difference: Difference | null): string =>
  difference === null
    ? ''
    : `${points(difference.mean)} (${points(difference.low)} to ${points(difference.high)})`;

export const variantTable = (rows: readonly VariantRow[]): string[] =>
  table(
    [
      'variant',
      'J',
      'change in J (95 %)',
      `sound J (${rows[0]?.soundItems ?? 0})`,
      'presence right',
      'S',
    ],
    rows.map((row) => [
      cell(row.title),
      percentText(row.j),
      differenceText(row.difference),
      percentText(row.soundJ),
      shareText(row.presence),
      shareText(row.s),
    ]),
  );
