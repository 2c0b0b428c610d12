import { escapeCell, formatPercent, formatFraction, markdownTable } from './markdown.ts';
import { OFFICIAL_METRICS, PROTOCOL_NOTES, ADDITIONAL_METRICS } from './metricDefinitions.ts';
import type { EvaluationReport, VariantReport } from './buildReport.ts';
import { PUBLISHED_RESULTS, PUBLISHED_SPLIT_SIZES } from './publishedResults.ts';
import type { Summary } from './summary.ts';
import { VARIANT_GROUP_TITLES, VARIANT_GROUPS, variantGroupTable } from './variantGroupTable.ts';

const summaryOf = ({ splits }: VariantReport, split: string): Summary | undefined =>
  splits.find((one) => one.split === split)?.summary;

export const PAPER_HEADER = [
  'System',
  'Seen J',
  'Seen F',
  'Unseen J',
  'Unseen F',
  'Mix J',
  'Mix F',
  'Null S',
] as const;

/** The run's rows of the table as the paper prints it. */
export const paperTableCells = (report: EvaluationReport): string[][] =>
  report.variants.map((variant) => {
    const seen = summaryOf(variant, 'test_s');
    const unseen = summaryOf(variant, 'test_u');
    return [
      `${report.bundle.name} ${report.bundle.version}, ${variant.title.toLowerCase()}`,
      formatPercent(seen?.j ?? null),
      formatFraction(seen?.f ?? null),
      formatPercent(unseen?.j ?? null),
      formatFraction(unseen?.f ?? null),
      formatPercent(variant.mix?.j ?? null),
      formatFraction(variant.mix?.f ?? null),
      formatFraction(summaryOf(variant, 'test_n')?.s ?? null),
    ];
  });

/** The published rows, each marked as its authors' figures. */
export const publishedTableCells = (): string[][] =>
  PUBLISHED_RESULTS.map(({ system, seen, unseen, mix, nullS }) => [
    `${system} (authors)`,
    seen[0].toFixed(2),
    seen[1].toFixed(3),
    unseen[0].toFixed(2),
    unseen[1].toFixed(3),
    mix[0].toFixed(2),
    mix[1].toFixed(3),
    nullS.toFixed(3),
  ]);

/** Whether every row that the published figures are of was scored. */
export const isWholeBenchmark = ({ variants }: EvaluationReport): boolean =>
  variants.every((variant) =>
    Object.entries(PUBLISHED_SPLIT_SIZES).every(
      ([split, rows]) => summaryOf(variant, split)?.items === rows,
    ),
  );

export const SUMMARY_HEADER = [
  'items',
  'J',
  'F',
  'S',
  'IoU',
  'boundary F',
  'refined IoU',
  'refined boundary F',
  'presence right',
  'presence AUC',
  'false area',
  'stability',
  'mean presence',
  'runner-up',
  'top one',
  'top two',
];

export const summaryCells = (summary: Summary): string[] => [
  String(summary.items),
  formatPercent(summary.j),
  formatFraction(summary.f),
  formatFraction(summary.s),
  formatPercent(summary.iou),
  formatFraction(summary.boundaryF),
  formatPercent(summary.refinedIou),
  formatFraction(summary.refinedBoundaryF),
  formatFraction(summary.presenceAccuracy),
  formatFraction(summary.presenceAuc),
  formatFraction(summary.falsePositiveArea),
  formatFraction(summary.stability),
  formatFraction(summary.presence),
  formatFraction(summary.runnerUp),
  formatFraction(summary.topOne),
  formatFraction(summary.topTwo),
];

/** @param pictureOf where an item's picture lies beside the report; null when it has none */
export const formatReportMarkdown = (
  report: EvaluationReport,
  pictureOf: (key: string) => string | null,
): string => {
  const { bundle, benchmark, counts, groups } = report;
  const isRefAvs = benchmark.layout === 'ref-avs';
  const lines = [
    `# ${escapeCell(bundle.name)} ${escapeCell(bundle.version)} on ${escapeCell(benchmark.name)}`,
    '',
    `${counts.scored} of ${counts.planned} runs scored, ${counts.skipped} skipped${counts.notRun === 0 ? '' : `, ${counts.notRun} not run yet`}. Provider ${report.provider}; mask threshold ${bundle.thresholds.mask}, presence threshold ${bundle.thresholds.presence}; splits ${benchmark.splits.map(escapeCell).join(', ')}${benchmark.limit === null ? '' : `, the first ${benchmark.limit} items of each`}${benchmark.perClip === null ? '' : `, the first ${benchmark.perClip} of each clip`}${benchmark.kinds === null ? '' : `, sentences of the kinds ${benchmark.kinds.join(', ')} only`}.`,
    '',
  ];
  if (isRefAvs) {
    lines.push(
      '## Beside the published rows',
      '',
      'Rows marked "(authors)" are the figures that their authors published; nothing of them was measured here. J in percent.',
      ...(isWholeBenchmark(report)
        ? []
        : ['', '**This run is not of the whole published test sets: do not compare.**']),
      '',
      ...markdownTable(PAPER_HEADER, [
        ...paperTableCells(report).map(([system = '', ...cells]) => [
          `**${escapeCell(system)}**`,
          ...cells,
        ]),
        ...publishedTableCells(),
      ]),
      '',
    );
  }
  lines.push('## Figures', '', ...metricTable(report), '');
  if (report.variants.length > 1) lines.push('![J by variant](variants.svg)', '');
  lines.push(
    '### What was taken for what',
    '',
    CONFUSION_NOTE,
    '',
    ...markdownTable(
      CONFUSION_HEADER,
      confusionCells(report).map((row) => row.map(escapeCell)),
    ),
    '',
  );
  if (report.variants.length > 1) {
    for (const group of VARIANT_GROUPS) {
      const { header, rows } = variantGroupTable(report, group);
      if (header.length === 1) continue;
      lines.push(
        `### J by variant and ${VARIANT_GROUP_TITLES[group]}`,
        '',
        ...markdownTable(
          header.map(escapeCell),
          rows.map((row) => row.map(escapeCell)),
        ),
        '',
      );
    }
  }
  for (const [name, rows] of Object.entries(groups)) {
    if (rows.length === 0) continue;
    lines.push(
      `### By ${name}`,
      '',
      ...markdownTable(
        [name, ...SUMMARY_HEADER],
        rows.map((row) => [escapeCell(row.name), ...summaryCells(row.summary)]),
      ),
      '',
    );
  }
  lines.push('## Worst items', '');
  for (const failure of report.failures) {
    const picture = pictureOf(failure.key);
    const title = `${failure.error.toFixed(3)}: "${escapeCell(failure.expression)}" (${escapeCell(failure.split)}, ${escapeCell(failure.id)}), presence ${failure.presence.toFixed(2)}`;
    lines.push(`- ${title}${picture === null ? '' : `  \n  ![truth and answer](${picture})`}`);
  }
  if (report.failures.length === 0) lines.push('None was scored.');
  lines.push('', '## Not scored', '');
  for (const { kind, subject, message } of report.problems) {
    lines.push(`- ${kind}, ${escapeCell(subject)}: ${escapeCell(message)}`);
  }
  if (report.problems.length === 0) lines.push('Everything was.');
  lines.push('', '## What the figures are', '');
  for (const { name, better, definition } of [...OFFICIAL_METRICS, ...ADDITIONAL_METRICS]) {
    lines.push(`- **${name}** (${better} is better). ${definition}`);
  }
  lines.push('', ...PROTOCOL_NOTES.map((note) => `- ${note}`), '');
  return lines.join('\n');
};

const metricTable = ({ variants }: EvaluationReport): string[] =>
  markdownTable(
    ['variant', 'split', ...SUMMARY_HEADER],
    variants.flatMap((variant) =>
      variant.splits.map(({ split, summary }) => [
        escapeCell(variant.title),
        escapeCell(split),
        ...summaryCells(summary),
      ]),
    ),
  );

export const CONFUSION_NOTE =
  'By the object of the same clip that the answer overlaps most. Only objects that some sentence of the clip is about can be told from each other.';

export const CONFUSION_HEADER = ['variant', 'object', 'taken for', 'items'] as const;

export const confusionCells = ({ variants }: EvaluationReport): string[][] =>
  variants.flatMap(({ title, confusion }) =>
    confusion.map(({ thing, takenFor, items }) => [title, thing, takenFor, String(items)]),
  );

const CSV_HEADER = [
  'variant',
  'split',
  'id',
  'clip',
  'expression',
  'category',
  'kinds',
  'frames',
  'j',
  'f',
  's',
  'iou',
  'boundary_f',
  'presence_accuracy',
  'false_area',
  'stability',
  'mean_presence',
  'runner_up',
  'refined_iou',
  'refined_boundary_f',
  'top_one',
  'top_two',
  'sources',
  'needs',
];

/** A quoted cell; a leading sign that spreadsheets would run as a formula is made plain text. */
const csvCell = (value: string | number | null): string => {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const plain = /^[=+@\t]/.test(value) ? `'${value}` : value;
  return `"${plain.replaceAll('"', '""')}"`;
};

/** Every item of every variant, one a line. */
export const formatItemsCsv = ({ items }: EvaluationReport): string =>
  [
    CSV_HEADER.join(','),
    ...items.map((row) => {
      const { summary } = row;
      const about = [row.variant, row.split, row.id, row.clip, row.expression, row.category];
      const values = [
        summary.j,
        summary.f,
        summary.itemS,
        summary.iou,
        summary.boundaryF,
        summary.presenceAccuracy,
        summary.falsePositiveArea,
        summary.stability,
        summary.presence,
        summary.runnerUp,
        summary.refinedIou,
        summary.refinedBoundaryF,
        summary.topOne,
        summary.topTwo,
        row.sources,
        row.needs,
      ];
      return [...about, row.kinds, row.frames, ...values].map(csvCell).join(',');
    }),
    '',
  ].join('\r\n');

export const formatReportJson = (report: EvaluationReport): string =>
  `${JSON.stringify(report, null, 1)}\n`;
