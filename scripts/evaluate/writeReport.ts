import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { buildReport } from '../../src/evaluate/report/buildReport.ts';
import type { EvaluationReport } from '../../src/evaluate/report/buildReport.ts';
import {
  itemsAsCsv,
  reportAsJson,
  reportAsMarkdown,
} from '../../src/evaluate/report/formatReport.ts';
import { curvesChart } from '../../src/evaluate/report/curvesChart.ts';
import { variantsChart } from '../../src/evaluate/report/variantsChart.ts';
import type { EvaluationPlan } from '../../src/evaluate/run/plan.ts';
import type { Evaluated } from '../../src/headless/evaluateFolder.ts';
import type { RecordStore } from './recordStore.ts';

/** Writes report.md, report.json, items.csv, variants.svg and curves.svg of what the store holds of a plan. */
export async function writeReport(
  out: string,
  plan: EvaluationPlan,
  store: RecordStore,
  evaluated: Evaluated,
): Promise<EvaluationReport> {
  const report = await buildReport({ plan, journal: store, ...evaluated });
  const pictureOf = (key: string): string | null => {
    const file = store.pictureFile(key);
    return file === null ? null : relative(out, file).replaceAll('\\', '/');
  };
  await mkdir(out, { recursive: true });
  await writeFile(join(out, 'report.json'), reportAsJson(report));
  await writeFile(join(out, 'items.csv'), itemsAsCsv(report));
  await writeFile(join(out, 'variants.svg'), variantsChart(report));
  await writeFile(join(out, 'curves.svg'), curvesChart(report));
  await writeFile(join(out, 'report.md'), reportAsMarkdown(report, pictureOf));
  return report;
}
