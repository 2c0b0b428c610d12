import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Benchmark } from '../src/evaluation/benchmark/benchmark.ts';
import type { BenchmarkFolder } from '../src/evaluation/benchmark/benchmarkFolder.ts';
import { openBenchmark } from '../src/evaluation/benchmark/openBenchmark.ts';
import { createPlan } from '../src/evaluation/experiments/planOptions.ts';
import { rejectImageFilter } from '../src/evaluation/experiments/variantChoice.ts';
import { type Finding, formatFindings } from '../src/evaluation/report/findings.ts';
import type { EvaluatedModel } from '../src/headless/evaluateFolder.ts';
import { EXIT_CODES, log, runCommand } from './commandLine.ts';
import { openDiskFolder } from './evaluate/diskFolder.ts';
import { openDiskJournal, type DiskJournal } from './evaluate/diskJournal.ts';
import { runPlans } from './evaluate/runPlans.ts';
import { writeReport } from './evaluate/writeReport.ts';
import {
  type FindingsCommand,
  planExperiments,
  parseFindingsCommand,
  FINDINGS_USAGE,
} from './findings/findingsCommand.ts';

function formatCommand({
  bench,
  limit,
  perClip,
  only,
  maxClipSeconds: longestSeconds,
  bundle,
}: FindingsCommand): string {
  const parts = ['npm run findings -- --bench', basename(bench), '--out OUT --bundle', bundle];
  if (limit !== null) parts.push(`--limit ${limit}`);
  if (perClip !== null) parts.push(`--per-clip ${perClip}`);
  if (only !== null) parts.push(`--only ${only.join(',')}`);
  return [...parts, `--longest ${longestSeconds}`].join(' ');
}

async function writeFindingsPage(
  command: FindingsCommand,
  findings: readonly Finding[],
): Promise<void> {
  const { out, docs } = command;
  const text = formatCommand(command);
  const page = formatFindings(findings, (id, plot) => `${id}/${plot}.svg`, text);
  await writeFile(join(out, 'findings.md'), page);
  if (docs === null) return;
  const pictures = join(docs, 'pictures');
  await mkdir(pictures, { recursive: true });
  const used: { readonly from: string; readonly name: string }[] = [];
  const linked = formatFindings(
    findings,
    (id, plot) => {
      const name = `findings-${id}-${plot}.svg`;
      used.push({ from: join(out, id, `${plot}.svg`), name });
      return `pictures/${name}`;
    },
    text,
  );
  for (const { from, name } of used) await copyFile(from, join(pictures, name));
  await writeFile(join(docs, 'findings.md'), linked);
}

/** Every experiment's report in a folder of its own, and the page of all; of what the store holds. */
async function writeFindings(
  command: FindingsCommand,
  { benchmark, folder }: { readonly benchmark: Benchmark; readonly folder: BenchmarkFolder },
  store: DiskJournal,
  evaluated: EvaluatedModel,
): Promise<void> {
  const findings: Finding[] = [];
  for (const { id, question, planOptions } of planExperiments(command, benchmark)) {
    const plan = await createPlan(benchmark, folder, planOptions, rejectImageFilter);
    const report = await writeReport(join(command.out, id), plan, store, evaluated);
    findings.push({ id, question, report });
  }
  await writeFindingsPage(command, findings);
  log(join(command.out, 'findings.md'));
}

async function runFindings(command: FindingsCommand): Promise<number> {
  const { bench, out, bundle, provider, shard } = command;
  const folder = await openDiskFolder(bench);
  const benchmark = await openBenchmark(folder);
  await mkdir(out, { recursive: true });
  const store = await openDiskJournal(out);
  const planOptions = planExperiments(command, benchmark).map(
    (experiment) => experiment.planOptions,
  );
  const run = { folder, journal: store, bundle, provider, planOptions, shard, log };
  const { kind, evaluated } = await runPlans({ ...run, unseenRows: 'all-rows' });
  // Also of a run that was stopped: every experiment then has its first clips.
  if (evaluated !== null) await writeFindings(command, { benchmark, folder }, store, evaluated);
  return EXIT_CODES[kind];
}

await runCommand({ usage: FINDINGS_USAGE, parse: parseFindingsCommand, run: runFindings });
