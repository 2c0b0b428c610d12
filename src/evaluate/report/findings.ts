import type { EvaluationReport } from './buildReport.ts';
import { conclusionOf, publishedRows } from './conclusions.ts';
import { baseOf, lengthsOf, ruleTable } from './lengths.ts';
import { cell, table } from './markdown.ts';
import { mixUps } from './mixUps.ts';
import { calibration, presenceTrust } from './presenceTrust.ts';
import { GROUP_NAMES, VARIANT_GROUPS, variantsBy } from './variantsBy.ts';
import { itemsOf, ofSameSentences, variantRows, variantTable } from './variantRows.ts';
import type { VariantRow } from './variantRows.ts';

/** One experiment's report and what it was to answer. */
export type Finding = {
  readonly id: string;
  readonly question: string;
  readonly report: EvaluationReport;
};

/** Plots of an experiment: J of its variants, and how far presence can be trusted. */
export type FindingPlot = 'variants' | 'curves';

/** Where a plot lies, from the page. */
export type PlotOf = (id: string, plot: FindingPlot) => string;

const countOf = (report: EvaluationReport, variantId: string | undefined): string => {
  const items = itemsOf(report, variantId);
  const clips = new Set(items.map(({ clip }) => clip)).size;
  return `${items.length} sentences about ${clips} clips`;
};

/** By what the sentences are, behind a line that opens it: the page is long enough. */
const groupTables = (report: EvaluationReport): string[] => {
  const parts = VARIANT_GROUPS.map((group) => variantsBy(report, group));
  const header = ['variant', ...parts.flatMap((part) => part.header.slice(1))];
  if (header.length === 1) return [];
  const rows = report.variants.map(({ title }, place) => [
    title,
    ...parts.flatMap((part) => part.rows[place]?.slice(1) ?? []),
  ]);
  const names = VARIANT_GROUPS.map((group) => GROUP_NAMES[group]).join(', ');
  return [
    '<details>',
    `<summary>J by ${names} (and how many there are)</summary>`,
    '',
    ...table(
      header.map(cell),
      rows.map((row) => row.map(cell)),
    ),
    '',
    '</details>',
    '',
  ];
};

/** All variants; of an experiment on length what is compared with, and the memory as published. */
const rowsOf = (report: EvaluationReport): readonly VariantRow[] => {
  const base = baseOf(report);
  const rows = variantRows(report, base);
  return lengthsOf(report).seconds.length === 0
    ? rows
    : [...rows.filter(({ id }) => id === base), ...publishedRows(report)];
};

const sectionOf = ({ id, question, report: whole }: Finding, plotOf: PlotOf): string[] => {
  const report = ofSameSentences(whole);
  const { counts, benchmark } = report;
  const kinds =
    benchmark.kinds === null ? '' : `, sentences of the kinds ${benchmark.kinds.join(', ')}`;
  const limit = benchmark.limit === null ? '' : `, the first ${benchmark.limit} of each at most`;
  const perClip =
    benchmark.perClip === null ? '' : `, at most ${benchmark.perClip} a clip and split`;
  const notRun = counts.notRun === 0 ? '' : `, ${counts.notRun} not run`;
  return [
    `## ${cell(question)} (\`${id}\`)`,
    '',
    `${countOf(report, report.variants[0]?.id)} of ${benchmark.splits.map(cell).join(', ')}${limit}${kinds}${perClip}. ${counts.scored} of ${counts.planned} runs scored${notRun}.`,
    '',
    conclusionOf(id, report),
    '',
    ...variantTable(rowsOf(report)),
    '',
    ...(lengthsOf(report).seconds.length === 0
      ? []
      : ['J by the memory’s rule:', '', ...ruleTable(report), '']),
    `![J by variant](${plotOf(id, 'variants')})`,
    '',
    ...(id === 'ablations' ? calibration(report, plotOf(id, 'curves')) : []),
    ...(id === 'ambiguity' ? presenceTrust(report, plotOf(id, 'curves')) : []),
    ...(id === 'many-sources' ? mixUps(report) : []),
    ...groupTables(report),
  ];
};

const limitsOf = (findings: readonly Finding[]): string[] => {
  const sum = (count: 'planned' | 'notRun'): number =>
    findings.reduce((total, { report }) => total + report.counts[count], 0);
  const notRun = sum('notRun');
  const ended = `- What the sentences that were not run would change: the run was ended before ${notRun} of its ${sum('planned')} runs.`;
  const [heading = '', blank = '', ...limits] = LIMITS;
  return [heading, blank, ...(notRun === 0 ? [] : [ended]), ...limits];
};

const LIMITS = [
  '## What this cannot say',
  '',
  '- How it does on Ref-AVS Bench: the clips are not those, and no figure here stands beside a published one.',
  '- Anything of a variant that the graphs were not trained for. Fusion by addition instead of prompting is such a one: it is a comparison of two trainings and is not among the experiments.',
  '- How long clips of one story fare: what comes before is three other clips, over and over.',
  '- Several things that are seen and heard at once, beyond those of the benchmark’s own clips: what is mixed in by `many-sources` is heard and not seen.',
  '- Real drawings and films at night: pictures of another kind are the same ones, filtered.',
  '- Whether a part of the model is needed by what the data ask for: where no sentence needs the memory, leaving it out costs nothing.',
  '',
  'How the benchmark is made, what each variant does and how each figure is taken is in [evaluation.md](evaluation.md).',
  '',
];

/**
 * The findings page: each experiment's table, plot and what its intervals allow to say. The same
 * reports give the same page.
 */
export const findingsAsMarkdown = (
  findings: readonly Finding[],
  plotOf: PlotOf,
  command: string,
): string => {
  const [first] = findings;
  if (first === undefined) throw new RangeError('There are no findings.');
  const { bundle, benchmark, provider } = first.report;
  return [
    '# Findings',
    '',
    `Bundle ${cell(bundle.name)} ${cell(bundle.version)} on ${provider}, benchmark ${cell(benchmark.name)} (${cell(benchmark.id)}). Everything on this page is written by one command, the conclusions too:`,
    '',
    `    ${command}`,
    '',
    'J is the mean over sentences in percent, with the thing to be found in the clip; sound J is of those that cannot be answered without sound, as many as its head says; S is of sentences that refer to nothing (lower is better). All of them are of the sentences that were scored under every variant. A change is beside the first row, unless said otherwise, with a 95 % interval by bootstrap over whole clips: where it holds 0, nothing can be told, and of fewer than eight clips there is none. Intervals are not corrected for their number: of twenty, one may miss.',
    '',
    ...findings.flatMap((finding) => sectionOf(finding, plotOf)),
    ...limitsOf(findings),
  ].join('\n');
};
