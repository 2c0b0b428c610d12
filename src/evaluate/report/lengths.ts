import type { EvaluationReport } from './buildReport.ts';
import { percentText, table } from './markdown.ts';
import { itemsOf, jOf, mean } from './variantRows.ts';

export const NEVER_HEARD = 'link-never-heard';

/** The variant that the others of a report are compared with. */
export const baseOf = ({ variants }: Pick<EvaluationReport, 'variants'>): string | undefined =>
  variants.some(({ id }) => id === NEVER_HEARD) ? NEVER_HEARD : variants[0]?.id;

/** What, how long, and by which rule of the memory. */
const LENGTH = /^(long|link)-(\d+)(?:-(.+))?$/;
const RULES: Readonly<Record<string, string>> = {
  '': 'mean over everything',
  'window-10': 'window of 10 s',
  'decay-10': 'half-life of 10 s',
  'no-memory': 'without cached memory',
};

type Rule = {
  readonly title: string;
  /** The variant of this rule at a length. */
  readonly idAt: (seconds: number) => string;
};

export type Lengths = { readonly seconds: readonly number[]; readonly rules: readonly Rule[] };

/** Lengths and rules of an experiment on length; nothing of another. */
export const lengthsOf = ({ variants }: Pick<EvaluationReport, 'variants'>): Lengths => {
  const seconds = new Set<number>();
  const rules = new Map<string, Rule>();
  for (const { id } of variants) {
    const [, what, length, rule = ''] = LENGTH.exec(id) ?? [];
    if (length === undefined) continue;
    seconds.add(Number(length));
    rules.set(rule, {
      title: RULES[rule] ?? rule,
      idAt: (at) => [what, at, ...(rule === '' ? [] : [rule])].join('-'),
    });
  }
  return { seconds: [...seconds], rules: [...rules.values()] };
};

/** J by length, a column a rule of the memory. */
export const ruleTable = (report: EvaluationReport): string[] => {
  const { seconds, rules } = lengthsOf(report);
  return table(
    ['seconds', ...rules.map(({ title }) => title)],
    seconds.map((at) => [
      String(at),
      ...rules.map(({ idAt }) => percentText(mean(itemsOf(report, idAt(at)).map(jOf)))),
    ]),
  );
};
