import type { EvaluationReport, ItemRow } from './buildReport.ts';
import { cell, percentText, shareText, table } from './markdown.ts';
import { isTellable, pairedDifference } from './pairedDifference.ts';
import type { Difference } from './pairedDifference.ts';

/** One experiment's report and what it was to answer. */
export type Finding = {
  readonly id: string;
  readonly question: string;
  readonly report: EvaluationReport;
};

type VariantRow = {
  readonly id: string;
  readonly title: string;
  /** Means over items. */
  readonly j: number | null;
  readonly soundJ: number | null;
  readonly presence: number | null;
  readonly s: number | null;
  /** To what it is compared with; null for that one itself, and with fewer than eight clips. */
  readonly difference: Difference | null;
};

const mean = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
};

const jOf = ({ summary }: ItemRow): number | null => summary.itemJ;

const isAboutSound = ({ needs, kinds }: ItemRow): boolean =>
  needs === null ? kinds.split(' ').includes('acoustic') : needs === 'sound';

const differenceOf = (before: readonly ItemRow[], after: readonly ItemRow[]): Difference | null => {
  const byItem = new Map(before.map((item) => [`${item.split} ${item.id}`, jOf(item)]));
  return pairedDifference(
    after.flatMap((item) => {
      const own = jOf(item);
      const other = byItem.get(`${item.split} ${item.id}`) ?? null;
      return own === null || other === null ? [] : [{ clip: item.clip, before: other, after: own }];
    }),
  );
};

/** Each variant beside the one with this id, by default the first. */
export const variantRows = (
  { variants, items }: EvaluationReport,
  baseId = variants[0]?.id,
): readonly VariantRow[] => {
  const of = (id: string | undefined) => items.filter(({ variant }) => variant === id);
  const base = of(baseId);
  return variants.map(({ id, title }) => {
    const own = of(id);
    return {
      id,
      title,
      j: mean(own.map(jOf)),
      soundJ: mean(own.filter(isAboutSound).map(jOf)),
      presence: mean(own.map(({ summary }) => summary.presenceAccuracy)),
      s: mean(own.map(({ summary }) => summary.itemS)),
      difference: id === baseId ? null : differenceOf(base, own),
    };
  });
};

const points = (value: number): string => `${value > 0 ? '+' : ''}${(value * 100).toFixed(1)}`;

const differenceText = (difference: Difference | null): string =>
  difference === null
    ? ''
    : `${points(difference.mean)} (${points(difference.low)} to ${points(difference.high)})`;

const listOf = (names: readonly string[]): string => {
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
};

const named = ({ title }: VariantRow): string => `"${cell(title)}"`;

const TOO_FEW = 'Fewer than eight clips: no conclusion.';

/** What the intervals allow to say of all variants, in two sentences. */
const conclusionOf = (rows: readonly VariantRow[]): string => {
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

/** Up to which gap what was heard still helps, with the memory as published. */
const linkConclusion = (report: EvaluationReport): string => {
  const rows = variantRows(report, 'link-never-heard');
  const plain = rows.filter(({ id }) => /^link-\d+$/.test(id));
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

const ambiguityConclusion = ({ variants }: EvaluationReport): string => {
  const rows = (variants[0]?.splits ?? []).map(({ split, summary }) => ({ split, summary }));
  const ambiguous = rows.find(({ split }) => split === 'ambiguous')?.summary;
  if (ambiguous === undefined || ambiguous.topOne === null) return '';
  const plain = rows.find(({ split }) => split === 'test_s')?.summary;
  return ` Of frames on which the sentence fits two things (split ambiguous) the largest part of the mask is the one that is meant on ${shareText(ambiguous.topOne)}, one of the two largest on ${shareText(ambiguous.topTwo)}; presence is ${shareText(ambiguous.presence)} there and ${shareText(plain?.presence ?? null)} on plain sentences, the runner-up ${shareText(ambiguous.runnerUp)} and ${shareText(plain?.runnerUp ?? null)}.`;
};

const HEADER = ['variant', 'J', 'change in J (95 %)', 'sound J', 'presence right', 'S'];

const tableOf = (rows: readonly VariantRow[]): string[] =>
  table(
    HEADER,
    rows.map((row) => [
      cell(row.title),
      percentText(row.j),
      differenceText(row.difference),
      percentText(row.soundJ),
      shareText(row.presence),
      shareText(row.s),
    ]),
  );

/** Most frequent first; only things that were taken for another thing of their clip. */
const mixUps = ({ variants }: EvaluationReport): string[] => {
  const rows = variants.flatMap(({ title, confusion }) =>
    confusion
      .filter(
        ({ thing, takenFor }) =>
          thing !== takenFor && takenFor !== 'nothing' && takenFor !== 'something else',
      )
      .map(({ thing, takenFor, items }) => ({ title, thing, takenFor, items })),
  );
  const most = rows.toSorted((a, b) => b.items - a.items).slice(0, 8);
  if (most.length === 0)
    return ['No thing was taken for another one that a sentence asks for.', ''];
  return [
    'Taken for another thing of the clip most often:',
    '',
    ...table(
      ['variant', 'thing', 'taken for', 'items'],
      most.map(({ title, thing, takenFor, items }) =>
        [title, thing, takenFor, String(items)].map(cell),
      ),
    ),
    '',
  ];
};

const sectionOf = ({ id, question, report }: Finding, pictureOf: (id: string) => string) => {
  const { counts, benchmark } = report;
  const baseId = id === 'long-links' ? 'link-never-heard' : undefined;
  const rows = variantRows(report, baseId).filter(
    // The clip as it is heard and asked about at once is no link over memory.
    (row) => id !== 'long-links' || row.id !== 'full',
  );
  const conclusion =
    id === 'long-links'
      ? linkConclusion(report)
      : conclusionOf(rows) + (id === 'ambiguity' ? ambiguityConclusion(report) : '');
  const items = new Set(report.items.map((item) => `${item.split} ${item.id}`)).size;
  const clips = new Set(report.items.map(({ clip }) => clip)).size;
  const kinds =
    benchmark.kinds === null ? '' : `, sentences of the kinds ${benchmark.kinds.join(', ')}`;
  return [
    `## ${cell(question)} (\`${id}\`)`,
    '',
    `${items} sentences about ${clips} clips of ${benchmark.splits.map(cell).join(', ')}${kinds}; ${counts.scored} of ${counts.planned} runs scored.`,
    '',
    conclusion,
    '',
    ...tableOf(rows),
    '',
    `![J by variant](${pictureOf(id)})`,
    '',
    ...(id === 'many-sources' ? mixUps(report) : []),
  ];
};

const LIMITS = [
  '## What this cannot say',
  '',
  '- How it does on Ref-AVS Bench: the clips are not those, and no figure here stands beside a published one.',
  '- Anything of a variant that the graphs were not trained for. Fusion by addition instead of prompting is such a one: it is a comparison of two trainings and is not among the experiments.',
  '- Whether a part of the model is needed by what the data ask for: where no sentence needs the memory, leaving it out costs nothing.',
  '',
  'How the benchmark is made, what each variant does and how each figure is taken is in [evaluation.md](evaluation.md).',
  '',
];

/**
 * The findings page: each experiment's table, plot and what its intervals allow to say. The same
 * reports give the same page.
 * @param pictureOf where an experiment's plot lies, from the page
 */
export const findingsAsMarkdown = (
  findings: readonly Finding[],
  pictureOf: (id: string) => string,
  command: string,
): string => {
  const [first] = findings;
  if (first === undefined) throw new RangeError('There are no findings.');
  const { bundle, benchmark, provider } = first.report;
  return [
    '# Findings',
    '',
    `Bundle ${cell(bundle.name)} ${cell(bundle.version)} on ${provider}, benchmark ${cell(benchmark.name)} (${cell(benchmark.id)})${benchmark.limit === null ? '' : `, the first ${benchmark.limit} sentences of each split at most`}. Everything on this page is written by one command, the conclusions too:`,
    '',
    `    ${command}`,
    '',
    'J is the mean over sentences in percent, with the thing to be found in the clip; sound J is of those that cannot be answered without sound; S is of sentences that refer to nothing (lower is better). A change is beside the first row, unless said otherwise, with a 95 % interval by bootstrap over whole clips: where it holds 0, nothing can be told, and of fewer than eight clips there is none. Intervals are not corrected for their number: of twenty, one may miss.',
    '',
    ...findings.flatMap((finding) => sectionOf(finding, pictureOf)),
    ...LIMITS,
  ].join('\n');
};
