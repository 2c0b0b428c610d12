import type { EvaluationReport, VariantGroups } from './buildReport.ts';
import { formatPercent } from './markdown.ts';

type VariantGroup = keyof VariantGroups;

export const VARIANT_GROUP_TITLES: Readonly<Record<VariantGroup, string>> = {
  kind: 'kind of sentence',
  needs: 'cue that is needed',
  length: 'length of sentence',
  sources: 'number of sounds',
};

export const VARIANT_GROUPS: readonly VariantGroup[] = ['kind', 'needs', 'length', 'sources'];

/**
 * Mean J of items in percent, a row a variant, a column a group of the first variant. The header
 * has a single cell where the benchmark has no annotation.
 */
export const variantGroupTable = (
  { variants }: EvaluationReport,
  group: VariantGroup,
): { readonly header: string[]; readonly rows: string[][] } => {
  const columns = (variants[0]?.groups[group] ?? [])
    .filter(({ summary }) => summary.itemJ !== null)
    .map(({ name, summary }) => ({ name, items: summary.items }));
  return {
    header: ['variant', ...columns.map(({ name, items }) => `${name} (${items})`)],
    rows: variants.map(({ title, groups }) => [
      title,
      ...columns.map(({ name }) =>
        formatPercent(groups[group].find((row) => row.name === name)?.summary.itemJ ?? null),
      ),
    ]),
  };
};
