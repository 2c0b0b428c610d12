import type { EvaluationReport, ItemRow } from './buildReport.ts';
import { escapeCell, formatPercent, formatFraction, markdownTable } from './markdown.ts';
import { meanOf } from '../../core/util/math.ts';
import { pairedDifference } from './pairedDifference.ts';
import type { PairedDifference } from './pairedDifference.ts';

/** One variant of an experiment, over all of its queries. */
export type VariantRow = {
  readonly id: string;
  readonly title: string;
  /** Means over items. */
  readonly j: number | null;
  readonly audioJ: number | null;
  readonly audioItems: number;
  readonly presence: number | null;
  readonly s: number | null;
  /** Difference to the baseline; null for the baseline and with fewer than eight clips. */
  readonly difference: PairedDifference | null;
};

export const meanOfKnown = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : meanOf(known);
};

export const itemJOf = ({ summary }: ItemRow): number | null => summary.itemJ;

const needsAudio = ({ needs, kinds }: ItemRow): boolean =>
  needs === null ? kinds.split(' ').includes('acoustic') : needs === 'sound';

export const itemsOfVariant = (
  { items }: EvaluationReport,
  variantId: string | undefined,
): readonly ItemRow[] => items.filter(({ variant }) => variant === variantId);

const itemKey = ({ split, id }: ItemRow): string => `${split} ${id}`;

/**
 * The report with only those queries that were scored under every variant, so that means are over
 * the same queries; a variant without any is skipped.
 */
export const restrictToSharedItems = (report: EvaluationReport): EvaluationReport => {
  const scored = report.variants
    .map(({ id }) => new Set(itemsOfVariant(report, id).map(itemKey)))
    .filter((names) => names.size > 0);
  const isEverywhere = (item: ItemRow): boolean =>
    scored.every((names) => names.has(itemKey(item)));
  return { ...report, items: report.items.filter(isEverywhere) };
};

/** J of the same queries under two variants. */
export const differenceOfVariants = (
  report: EvaluationReport,
  beforeId: string | undefined,
  afterId: string,
): PairedDifference | null => {
  const before = new Map(
    itemsOfVariant(report, beforeId).map((item) => [itemKey(item), itemJOf(item)]),
  );
  return pairedDifference(
    itemsOfVariant(report, afterId).flatMap((item) => {
      const own = itemJOf(item);
      const other = before.get(itemKey(item)) ?? null;
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
    const own = itemsOfVariant(report, id);
    const aboutSound = own.filter((item) => needsAudio(item) && itemJOf(item) !== null);
    return {
      id,
      title,
      j: meanOfKnown(own.map(itemJOf)),
      audioJ: meanOfKnown(aboutSound.map(itemJOf)),
      audioItems: aboutSound.length,
      presence: meanOfKnown(own.map(({ summary }) => summary.presenceAccuracy)),
      s: meanOfKnown(own.map(({ summary }) => summary.itemS)),
      difference: id === baseId ? null : differenceOfVariants(report, baseId, id),
    };
  });

const signedPoints = (value: number): string =>
  `${value > 0 ? '+' : ''}${(value * 100).toFixed(1)}`;

export const formatDifference = (difference: PairedDifference | null): string =>
  difference === null
    ? ''
    : `${signedPoints(difference.mean)} (${signedPoints(difference.low)} to ${signedPoints(difference.high)})`;

export const variantTable = (rows: readonly VariantRow[]): string[] =>
  markdownTable(
    [
      'variant',
      'J',
      'change in J (95 %)',
      `sound J (${rows[0]?.audioItems ?? 0})`,
      'presence right',
      'S',
    ],
    rows.map((row) => [
      escapeCell(row.title),
      formatPercent(row.j),
      formatDifference(row.difference),
      formatPercent(row.audioJ),
      formatFraction(row.presence),
      formatFraction(row.s),
    ]),
  );
