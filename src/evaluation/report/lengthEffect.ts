import type { EvaluationReport } from './buildReport.ts';
import { formatPercent, markdownTable } from './markdown.ts';
import { itemsOfVariant, itemJOf, meanOfKnown } from './variantRows.ts';

export const NEVER_HEARD_ID = 'link-never-heard';

/** The variant that the others of a report are compared with. */
export const baselineIdOf = ({
  variants,
}: Pick<EvaluationReport, 'variants'>): string | undefined =>
  variants.some(({ id }) => id === NEVER_HEARD_ID) ? NEVER_HEARD_ID : variants[0]?.id;

/** What, how long, and by which rule of the memory. */
const LENGTH_VARIANT_ID = /^(long|link)-(\d+)(?:-(.+))?$/;
const MEMORY_RULE_TITLES: Readonly<Record<string, string>> = {
  '': 'mean over everything',
  'window-10': 'window of 10 s',
  'decay-10': 'half-life of 10 s',
  'no-memory': 'without cached memory',
};

type MemoryRuleSeries = {
  readonly title: string;
  /** The variant of this rule at a length. */
  readonly idAt: (seconds: number) => string;
};

type LengthEffect = {
  readonly seconds: readonly number[];
  readonly rules: readonly MemoryRuleSeries[];
};

/** Lengths and memory rules of an experiment on length; empty for others. */
export const lengthEffectOf = ({ variants }: Pick<EvaluationReport, 'variants'>): LengthEffect => {
  const seconds = new Set<number>();
  const rules = new Map<string, MemoryRuleSeries>();
  for (const { id } of variants) {
    const [, what, length, rule = ''] = LENGTH_VARIANT_ID.exec(id) ?? [];
    if (length === undefined) continue;
    seconds.add(Number(length));
    rules.set(rule, {
      title: MEMORY_RULE_TITLES[rule] ?? rule,
      idAt: (at) => [what, at, ...(rule === '' ? [] : [rule])].join('-'),
    });
  }
  return { seconds: [...seconds], rules: [...rules.values()] };
};

/** J by length, a column a rule of the memory. */
export const memoryRuleTable = (report: EvaluationReport): string[] => {
  const { seconds, rules } = lengthEffectOf(report);
  return markdownTable(
    ['seconds', ...rules.map(({ title }) => title)],
    seconds.map((at) => [
      String(at),
      ...rules.map(({ idAt }) =>
        formatPercent(meanOfKnown(itemsOfVariant(report, idAt(at)).map(itemJOf))),
      ),
    ]),
  );
};
