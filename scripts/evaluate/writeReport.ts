import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { buildReport } from '../../src/evaluation/report/buildReport.ts';
import type { EvaluationReport } from '../../src/evaluation/report/buildReport.ts';
import {
  formatItemsCsv,
  formatReportJson,
  formatReportMarkdown,
} from '../../src/evaluation/report/formatReport.ts';
import { curvesChart } from '../../src/evaluation/report/curvesChart.ts';
import { variantsChart } from '../../src/evaluation/report/variantsChart.ts';
import type { EvaluationPlan } from '../../src/evaluation/run/evaluationPlan.ts';
import type { EvaluatedModel } from '../../src/headless/evaluateFolder.ts';
import type { DiskJournal } from './diskJournal.ts';

/** Writes report.md, report.json, items.csv, variants.svg and curves.svg of what the store holds of a plan. */
export async function writeReport(
  out: string,
  plan: EvaluationPlan,
  store: DiskJournal,
  evaluated: EvaluatedModel,
): Promise<EvaluationReport> {
  const report = await buildReport({ plan, journal: store, ...evaluated });
  const pictureOf = (key: string): string | null => {
    const file = store.imageFile(key);
    return file === null ? null : relative(out, file).replaceAll('\\', '/');
  };
  await mkdir(out, { recursive: true });
  await writeFile(join(out, 'report.json'), formatReportJson(report));
  await writeFile(join(out, 'items.csv'), formatItemsCsv(report));
  await writeFile(join(out, 'variants.svg'), variantsChart(report));
  await writeFile(join(out, 'curves.svg'), curvesChart(report));
  await writeFile(join(out, 'report.md'), formatReportMarkdown(report, pictureOf));
  return report;
}
