import type { EvaluationReport } from '../report/buildReport.ts';
import {
  OFFICIAL_METRICS,
  PROTOCOL_NOTES,
  ADDITIONAL_METRICS,
} from '../report/metricDefinitions.ts';
import {
  CONFUSION_HEADER,
  CONFUSION_NOTE,
  confusionCells,
  isWholeBenchmark,
  formatItemsCsv,
  PAPER_HEADER,
  paperTableCells,
  publishedTableCells,
  formatReportJson,
  formatReportMarkdown,
  SUMMARY_HEADER,
  summaryCells,
} from '../report/formatReport.ts';
import {
  VARIANT_GROUP_TITLES,
  VARIANT_GROUPS,
  variantGroupTable,
} from '../report/variantGroupTable.ts';
import { Button } from '../../editor/ui/Button.tsx';
import { CurveChart } from './CurveChart.tsx';
import { DataTable } from './DataTable.tsx';
import styles from './Evaluation.module.css';
import { FailureGallery } from './FailureGallery.tsx';

const downloadText = (name: string, type: string, text: string): void => {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  // The download has its own hold on the bytes once it has begun.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
};

type ReportProps = { readonly report: EvaluationReport };

const ReportDownloads = ({ report }: ReportProps) => (
  <div className={styles['row']}>
    <Button
      onClick={() =>
        downloadText(
          'report.md',
          'text/markdown',
          formatReportMarkdown(report, () => null),
        )
      }
    >
      Markdown
    </Button>
    <Button onClick={() => downloadText('items.csv', 'text/csv', formatItemsCsv(report))}>
      CSV
    </Button>
    <Button
      onClick={() => downloadText('report.json', 'application/json', formatReportJson(report))}
    >
      JSON
    </Button>
  </div>
);

const PublishedFigures = ({ report }: ReportProps) => (
  <>
    <DataTable
      caption="Beside the published rows; J in percent"
      header={PAPER_HEADER}
      rows={[
        ...paperTableCells(report).map((cells) => ({ cells })),
        ...publishedTableCells().map((cells) => ({ cells, isQuiet: true })),
      ]}
    />
    <p className={styles['note']}>
      Rows marked “(authors)” are the figures that their authors published; nothing of them was
      measured here.
      {!isWholeBenchmark(report) &&
        ' This run is not of the whole published test sets: do not compare.'}
    </p>
  </>
);

const GroupFigures = ({ report }: ReportProps) => (
  <>
    {report.variants.length > 1 &&
      VARIANT_GROUPS.map((group) => ({ group, ...variantGroupTable(report, group) }))
        .filter(({ header }) => header.length > 1)
        .map(({ group, header, rows }) => (
          <DataTable
            key={group}
            caption={`J by variant and ${VARIANT_GROUP_TITLES[group]}, percent`}
            header={header}
            rows={rows.map((cells) => ({ cells }))}
          />
        ))}
    {Object.entries(report.groups)
      .filter(([, rows]) => rows.length > 0)
      .map(([name, rows]) => (
        <DataTable
          key={name}
          caption={`Figures by ${name}`}
          header={[name, ...SUMMARY_HEADER]}
          rows={rows.map((row) => ({ cells: [row.name, ...summaryCells(row.summary)] }))}
        />
      ))}
  </>
);

const Curves = ({ report: { curves } }: ReportProps) => (
  <div className={styles['charts']}>
    <CurveChart
      title="F by threshold"
      xLabel="threshold"
      yLabel="mean F"
      points={curves.fByThreshold}
    />
    <CurveChart
      title="Calibration of presence"
      xLabel="presence said"
      yLabel="share of frames that have it"
      points={curves.calibration}
      hasDiagonal
    />
    <CurveChart
      title="Right by presence"
      xLabel="presence said"
      yLabel="share of masks about the right object"
      points={curves.rightByPresence}
      hasDiagonal
    />
    <CurveChart
      title="Right by runner-up"
      xLabel="second best score over best"
      yLabel="share of masks about the right object"
      points={curves.rightByRunnerUp}
    />
    <CurveChart
      title="Items by J"
      xLabel="J"
      yLabel="share of items at least as good"
      points={curves.itemsByJ}
    />
  </div>
);

const Problems = ({ report: { problems } }: ReportProps) => (
  <section aria-labelledby="problems-heading">
    <h3 id="problems-heading">Not scored</h3>
    {problems.length === 0 && <p>Everything was.</p>}
    <ul className={styles['list']}>
      {problems.map(({ kind, subject, message }) => (
        <li key={`${kind} ${subject}`}>
          <strong>{kind}</strong> {subject}: {message}
        </li>
      ))}
    </ul>
  </section>
);

const Definitions = () => (
  <section aria-labelledby="definitions-heading">
    <h3 id="definitions-heading">What the figures are</h3>
    <dl className={styles['definitions']}>
      {[...OFFICIAL_METRICS, ...ADDITIONAL_METRICS].map(({ name, better, definition }) => (
        <div key={name}>
          <dt>
            {name} ({better} is better)
          </dt>
          <dd>{definition}</dd>
        </div>
      ))}
    </dl>
    <ul className={styles['list']}>
      {PROTOCOL_NOTES.map((note) => (
        <li key={note}>{note}</li>
      ))}
    </ul>
  </section>
);

export const ReportView = ({ report }: ReportProps) => {
  const { counts } = report;
  return (
    <section className={styles['card']} aria-labelledby="report-heading">
      <h2 id="report-heading">3. Report</h2>
      <p data-testid="evaluation-counts">
        {counts.scored} of {counts.planned} runs scored, {counts.skipped} skipped
        {counts.notRun > 0 && `, ${counts.notRun} not run yet`}. {report.bundle.name}{' '}
        {report.bundle.version} on {report.provider}.
      </p>
      <ReportDownloads report={report} />
      {report.benchmark.layout === 'ref-avs' && <PublishedFigures report={report} />}
      <DataTable
        caption="Figures by variant and split"
        header={['variant', 'split', ...SUMMARY_HEADER]}
        rows={report.variants.flatMap(({ title, splits }) =>
          splits.map(({ split, summary }) => ({ cells: [title, split, ...summaryCells(summary)] })),
        )}
      />
      <DataTable
        caption="What was taken for what"
        header={CONFUSION_HEADER}
        rows={confusionCells(report).map((cells) => ({ cells }))}
      />
      <p className={styles['note']}>{CONFUSION_NOTE}</p>
      <GroupFigures report={report} />
      <Curves report={report} />
      <FailureGallery failures={report.failures} />
      <Problems report={report} />
      <Definitions />
    </section>
  );
};
