import type { EvaluationReport } from '../../evaluate/report/buildReport.ts';
import {
  OFFICIAL_DEFINITIONS,
  PROTOCOL_NOTES,
  SOUND_DEFINITIONS,
} from '../../evaluate/report/definitions.ts';
import {
  CONFUSION_HEADER,
  CONFUSION_NOTE,
  confusionCells,
  isWholeBenchmark,
  itemsAsCsv,
  PAPER_HEADER,
  paperCells,
  publishedCells,
  reportAsJson,
  reportAsMarkdown,
  SUMMARY_HEADER,
  summaryCells,
} from '../../evaluate/report/formatReport.ts';
import { GROUP_NAMES, VARIANT_GROUPS, variantsBy } from '../../evaluate/report/variantsBy.ts';
import { Button } from '../../ui/Button.tsx';
import { CurveChart } from './CurveChart.tsx';
import { DataTable } from './DataTable.tsx';
import styles from './Evaluate.module.css';
import { FailureGallery } from './FailureGallery.tsx';

const download = (name: string, type: string, text: string): void => {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  // The download has its own hold on the bytes once it has begun.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
};

const Exports = ({ report }: { readonly report: EvaluationReport }) => (
  <div className={styles['row']}>
    <Button
      onClick={() =>
        download(
          'report.md',
          'text/markdown',
          reportAsMarkdown(report, () => null),
        )
      }
    >
      Markdown
    </Button>
    <Button onClick={() => download('items.csv', 'text/csv', itemsAsCsv(report))}>CSV</Button>
    <Button onClick={() => download('report.json', 'application/json', reportAsJson(report))}>
      JSON
    </Button>
  </div>
);

export const ReportView = ({ report }: { readonly report: EvaluationReport }) => {
  const { counts, curves, groups, problems } = report;
  return (
    <section className={styles['card']} aria-labelledby="report-heading">
      <h2 id="report-heading">3. Report</h2>
      <p data-testid="evaluation-counts">
        {counts.scored} of {counts.planned} runs scored, {counts.skipped} skipped
        {counts.notRun > 0 && `, ${counts.notRun} not run yet`}. {report.bundle.name}{' '}
        {report.bundle.version} on {report.provider}.
      </p>
      <Exports report={report} />
      {report.benchmark.layout === 'ref-avs' && (
        <>
          <DataTable
            caption="Beside the published rows; J in percent"
            header={PAPER_HEADER}
            rows={[
              ...paperCells(report).map((cells) => ({ cells })),
              ...publishedCells().map((cells) => ({ cells, isQuiet: true })),
            ]}
          />
          <p className={styles['note']}>
            Rows marked “(authors)” are the figures that their authors published; nothing of them
            was measured here.
            {!isWholeBenchmark(report) &&
              ' This run is not of the whole published test sets: do not compare.'}
          </p>
        </>
      )}
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
      {report.variants.length > 1 &&
        VARIANT_GROUPS.map((group) => ({ group, ...variantsBy(report, group) }))
          .filter(({ header }) => header.length > 1)
          .map(({ group, header, rows }) => (
            <DataTable
              key={group}
              caption={`J by variant and ${GROUP_NAMES[group]}, percent`}
              header={header}
              rows={rows.map((cells) => ({ cells }))}
            />
          ))}
      {Object.entries(groups)
        .filter(([, rows]) => rows.length > 0)
        .map(([name, rows]) => (
          <DataTable
            key={name}
            caption={`Figures by ${name}`}
            header={[name, ...SUMMARY_HEADER]}
            rows={rows.map((row) => ({ cells: [row.name, ...summaryCells(row.summary)] }))}
          />
        ))}
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
          yLabel="share of masks about the right thing"
          points={curves.rightByPresence}
          hasDiagonal
        />
        <CurveChart
          title="Right by runner-up"
          xLabel="second best score over best"
          yLabel="share of masks about the right thing"
          points={curves.rightByRunnerUp}
        />
        <CurveChart
          title="Items by J"
          xLabel="J"
          yLabel="share of items at least as good"
          points={curves.itemsByJ}
        />
      </div>
      <FailureGallery failures={report.failures} />
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
      <section aria-labelledby="definitions-heading">
        <h3 id="definitions-heading">What the figures are</h3>
        <dl className={styles['definitions']}>
          {[...OFFICIAL_DEFINITIONS, ...SOUND_DEFINITIONS].map(({ name, better, definition }) => (
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
    </section>
  );
};
