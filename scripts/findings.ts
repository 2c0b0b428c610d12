import { spawn } from 'node:child_process';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openBenchmark } from '../src/evaluate/benchmark/openBenchmark.ts';
import { BenchmarkError } from '../src/evaluate/benchmark/problem.ts';
import type { EvaluationReport } from '../src/evaluate/report/buildReport.ts';
import { type Finding, findingsAsMarkdown } from '../src/evaluate/report/findings.ts';
import { openDiskFolder } from './evaluate/diskFolder.ts';
import {
  type FindingsCommand,
  type FindingsRun,
  findingsRuns,
  parseFindings,
  USAGE,
} from './findings/plan.ts';
import { UsageError } from './segment/jobs.ts';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

/** A process of its own: whatever an experiment held is gone before the next one. */
function evaluate(
  { bench, out, bundle, provider }: FindingsCommand,
  run: FindingsRun,
): Promise<number> {
  const args = ['--bench', bench, '--out', join(out, run.id), '--bundle', bundle];
  const script = join(ROOT, 'scripts/evaluate.ts');
  const child = spawn(
    process.execPath,
    [...process.execArgv, script, ...args, '--provider', provider, ...run.args],
    { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] },
  );
  return new Promise((resolve) => {
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/** What was just written by the evaluate command. */
async function readReport(folder: string): Promise<EvaluationReport> {
  const report: EvaluationReport = JSON.parse(await readFile(join(folder, 'report.json'), 'utf8'));
  return report;
}

function commandText({ bench, limit, only, longestSeconds, bundle }: FindingsCommand): string {
  const parts = ['npm run findings -- --bench', basename(bench), '--out OUT --bundle', bundle];
  if (limit !== null) parts.push(`--limit ${limit}`);
  if (only !== null) parts.push(`--only ${only.join(',')}`);
  return [...parts, `--longest ${longestSeconds}`].join(' ');
}

async function write(command: FindingsCommand, findings: readonly Finding[]): Promise<void> {
  const { out, docs } = command;
  const text = commandText(command);
  const page = findingsAsMarkdown(findings, (id) => `${id}/variants.svg`, text);
  await writeFile(join(out, 'findings.md'), page);
  if (docs === null) return;
  const pictures = join(docs, 'pictures');
  await mkdir(pictures, { recursive: true });
  for (const { id } of findings) {
    await copyFile(join(out, id, 'variants.svg'), join(pictures, `findings-${id}.svg`));
  }
  const linked = findingsAsMarkdown(findings, (id) => `pictures/findings-${id}.svg`, text);
  await writeFile(join(docs, 'findings.md'), linked);
}

async function main(): Promise<number> {
  const command = parseFindings(process.argv.slice(2), process.env.INIT_CWD ?? process.cwd());
  if (command === null) {
    process.stdout.write(USAGE);
    return 0;
  }
  const folder = await openDiskFolder(command.bench).catch(() => {
    throw new UsageError(`--bench: there is no folder ${command.bench}.`);
  });
  const benchmark = await openBenchmark(folder);
  await mkdir(command.out, { recursive: true });
  const findings: Finding[] = [];
  for (const run of findingsRuns(command, benchmark)) {
    say(`=== ${run.id}`);
    const code = await evaluate(command, run);
    if (code !== 0) return code;
    const report = await readReport(join(command.out, run.id));
    findings.push({ id: run.id, question: run.question, report });
    // After each: a run that is stopped leaves what it has found.
    await write(command, findings);
  }
  say(join(command.out, 'findings.md'));
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof UsageError || error instanceof BenchmarkError)) throw error;
  say(error instanceof UsageError ? `${error.message}\n\n${USAGE}` : error.message);
  process.exitCode = 2;
}
