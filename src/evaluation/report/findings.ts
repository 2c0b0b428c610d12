import type { EvaluationReport } from './buildReport.ts';
import { conclusionOf, publishedMemoryRows } from './conclusions.ts';
import { baselineIdOf, lengthEffectOf, memoryRuleTable } from './lengthEffect.ts';
import { escapeCell, markdownTable } from './markdown.ts';
import { confusionSection } from './confusionSection.ts';
import { calibrationSection, presenceCalibrationSection } from './presenceCalibration.ts';
import { VARIANT_GROUP_TITLES, VARIANT_GROUPS, variantGroupTable } from './variantGroupTable.ts';
import { itemsOfVariant, restrictToSharedItems, variantRows, variantTable } from './variantRows.ts';
import type { VariantRow } from './variantRows.ts';

/** One experiment's report and what it was to answer. */
export type Finding = {
  readonly id: string;
  readonly question: string;
  readonly report: EvaluationReport;
};

/** Plots of an experiment: J of its variants, and how far presence can be trusted. */
type FindingPlot = 'variants' | 'curves';

/** Where a plot lies, from the page. */
type PlotPath = (id: string, plot: FindingPlot) => string;

const describeCount = (report: EvaluationReport, variantId: string | undefined): string => {
  const items = itemsOfVariant(report, variantId);
  const clips = new Set(items.map(({ clip }) => clip)).size;
  return `${items.length} sentences about ${clips} clips`;
};

/** By kind of query, collapsed. */
const groupTables = (report: EvaluationReport): string[] => {
  const parts = VARIANT_GROUPS.map((group) => variantGroupTable(report, group));
  const header = ['variant', ...parts.flatMap((part) => part.header.slice(1))];
  if (header.length === 1) return [];
  const rows = report.variants.map(({ title }, place) => [
    title,
    ...parts.flatMap((part) => part.rows[place]?.slice(1) ?? []),
  ]);
  const names = VARIANT_GROUPS.map((group) => VARIANT_GROUP_TITLES[group]).join(', ');
  return [
    '<details>',
    `<summary>J by ${names} (and how many there are)</summary>`,
    '',
    ...markdownTable(
      header.map(escapeCell),
      rows.map((row) => row.map(escapeCell)),
    ),
    '',
    '</details>',
    '',
  ];
};

/** All variants; of an experiment on length what is compared with, and the memory as published. */
const comparedRows = (report: EvaluationReport): readonly VariantRow[] => {
  const base = baselineIdOf(report);
  const rows = variantRows(report, base);
  return lengthEffectOf(report).seconds.length === 0
    ? rows
    : [...rows.filter(({ id }) => id === base), ...publishedMemoryRows(report)];
};

const findingSection = ({ id, question, report: whole }: Finding, plotOf: PlotPath): string[] => {
  const report = restrictToSharedItems(whole);
  const { counts, benchmark } = report;
  const kinds =
    benchmark.kinds === null ? '' : `, sentences of the kinds ${benchmark.kinds.join(', ')}`;
  const limit = benchmark.limit === null ? '' : `, the first ${benchmark.limit} of each at most`;
  const perClip =
    benchmark.perClip === null ? '' : `, at most ${benchmark.perClip} a clip and split`;
  const notRun = counts.notRun === 0 ? '' : `, ${counts.notRun} not run`;
  return [
    `## ${escapeCell(question)} (\`${id}\`)`,
    '',
    `${describeCount(report, report.variants[0]?.id)} of ${benchmark.splits.map(escapeCell).join(', ')}${limit}${kinds}${perClip}. ${counts.scored} of ${counts.planned} runs scored${notRun}.`,
    '',
    conclusionOf(id, report),
    '',
    ...variantTable(comparedRows(report)),
    '',
    ...(lengthEffectOf(report).seconds.length === 0
      ? []
      : ['J by the memory’s rule:', '', ...memoryRuleTable(report), '']),
    `![J by variant](${plotOf(id, 'variants')})`,
    '',
    ...(id === 'ablations' ? calibrationSection(report, plotOf(id, 'curves')) : []),
    ...(id === 'ambiguity' ? presenceCalibrationSection(report, plotOf(id, 'curves')) : []),
    ...(id === 'many-sources' ? confusionSection(report) : []),
    ...groupTables(report),
  ];
};

const limitsSection = (findings: readonly Finding[]): string[] => {
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
  '- Several objects that are seen and heard at once, beyond those of the benchmark’s own clips: what is mixed in by `many-sources` is heard and not seen.',
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
export const formatFindings = (
  findings: readonly Finding[],
  plotOf: PlotPath,
  command: string,
): string => {
  const [first] = findings;
  if (first === undefined) throw new RangeError('There are no findings.');
  const { bundle, benchmark, provider } = first.report;
  return [
    '# Findings',
    '',
    `Bundle ${escapeCell(bundle.name)} ${escapeCell(bundle.version)} on ${provider}, benchmark ${escapeCell(benchmark.name)} (${escapeCell(benchmark.id)}). Everything on this page is written by one command, the conclusions too:`,
    '',
    `    ${command}`,
    '',
    'J is the mean over sentences in percent, with the object to be found in the clip; sound J is of those that cannot be answered without sound, as many as its head says; S is of sentences that refer to nothing (lower is better). All of them are of the sentences that were scored under every variant. A change is beside the first row, unless said otherwise, with a 95 % interval by bootstrap over whole clips: where it holds 0, nothing can be told, and of fewer than eight clips there is none. Intervals are not corrected for their number: of twenty, one may miss.',
    '',
    ...findings.flatMap((finding) => findingSection(finding, plotOf)),
    ...limitsSection(findings),
  ].join('\n');
};
