import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Benchmark } from '../src/evaluate/benchmark/benchmark.ts';
import type { BenchFolder } from '../src/evaluate/benchmark/folder.ts';
import { openBenchmark } from '../src/evaluate/benchmark/openBenchmark.ts';
import { BenchmarkError } from '../src/evaluate/benchmark/problem.ts';
import { planOf } from '../src/evaluate/experiments/planChoice.ts';
import { noPictures } from '../src/evaluate/experiments/variantChoice.ts';
import { type Finding, findingsAsMarkdown } from '../src/evaluate/report/findings.ts';
import type { Evaluated } from '../src/headless/evaluateFolder.ts';
import { UsageError } from './commandLine.ts';
import { openDiskFolder } from './evaluate/diskFolder.ts';
import { openRecordStore, type RecordStore } from './evaluate/recordStore.ts';
import { EXIT_CODES, runPlans } from './evaluate/runPlans.ts';
import { writeReport } from './evaluate/writeReport.ts';
import { type FindingsCommand, findingsRuns, parseFindings, USAGE } from './findings/plan.ts';

const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

function commandText({
  bench,
  limit,
  perClip,
  only,
  longestSeconds,
  bundle,
}: FindingsCommand): string {
  const parts = ['npm run findings -- --bench', basename(bench), '--out OUT --bundle', bundle];
  if (limit !== null) parts.push(`--limit ${limit}`);
  if (perClip !== null) parts.push(`--per-clip ${perClip}`);
  if (only !== null) parts.push(`--only ${only.join(',')}`);
  return [...parts, `--longest ${longestSeconds}`].join(' ');
}

async function writePage(command: FindingsCommand, findings: readonly Finding[]): Promise<void> {
  const { out, docs } = command;
  const text = commandText(command);
  const page = findingsAsMarkdown(findings, (id, plot) => `${id}/${plot}.svg`, text);
  await writeFile(join(out, 'findings.md'), page);
  if (docs === null) return;
  const pictures = join(docs, 'pictures');
  await mkdir(pictures, { recursive: true });
  const used: { readonly from: string; readonly name: string }[] = [];
  const linked = findingsAsMarkdown(
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
  { benchmark, folder }: { readonly benchmark: Benchmark; readonly folder: BenchFolder },
  store: RecordStore,
  evaluated: Evaluated,
): Promise<void> {
  const findings: Finding[] = [];
  for (const { id, question, choice } of findingsRuns(command, benchmark)) {
    const plan = await planOf(benchmark, folder, choice, noPictures);
    const report = await writeReport(join(command.out, id), plan, store, evaluated);
    findings.push({ id, question, report });
  }
  await writePage(command, findings);
  say(join(command.out, 'findings.md'));
}

async function main(): Promise<number> {
  const command = parseFindings(process.argv.slice(2), process.env.INIT_CWD ?? process.cwd());
  if (command === null) {
    process.stdout.write(USAGE);
    return EXIT_CODES.done;
  }
  const { bench, out, bundle, provider, part } = command;
  const folder = await openDiskFolder(bench).catch(() => {
    throw new UsageError(`--bench: there is no folder ${bench}.`);
  });
  const benchmark = await openBenchmark(folder);
  await mkdir(out, { recursive: true });
  const store = await openRecordStore(out);
  const choices = findingsRuns(command, benchmark).map(({ choice }) => choice);
  const run = { folder, journal: store, bundle, provider, choices, part, say };
  const { kind, evaluated } = await runPlans({ ...run, unseenRows: 'all-rows' });
  // Also of a run that was stopped: every experiment then has its first clips.
  if (evaluated !== null) await writeFindings(command, { benchmark, folder }, store, evaluated);
  return EXIT_CODES[kind];
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof UsageError || error instanceof BenchmarkError)) throw error;
  say(error instanceof UsageError ? `${error.message}\n\n${USAGE}` : error.message);
  process.exitCode = EXIT_CODES.usage;
}
