import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Benchmark } from '../src/evaluate/benchmark/benchmark.ts';
import { openBenchmark } from '../src/evaluate/benchmark/openBenchmark.ts';
import { noPictures, variantsOf } from '../src/evaluate/experiments/variantChoice.ts';
import { variantsChart } from '../src/evaluate/report/variantsChart.ts';
import { BenchmarkError } from '../src/evaluate/benchmark/problem.ts';
import { buildReport } from '../src/evaluate/report/buildReport.ts';
import { itemsAsCsv, reportAsJson, reportAsMarkdown } from '../src/evaluate/report/formatReport.ts';
import { benchmarkIdOf, type EvaluationPlan } from '../src/evaluate/run/plan.ts';
import type { EvaluationProgress } from '../src/evaluate/run/runEvaluation.ts';
import type { Evaluated } from '../src/headless/evaluateFolder.ts';
import { benchServer } from './evaluate/benchServer.ts';
import { type EvaluateCommand, parseCommand, USAGE } from './evaluate/command.ts';
import { openDiskFolder } from './evaluate/diskFolder.ts';
import { openRecordStore, type RecordStore } from './evaluate/recordStore.ts';
import { buildIfStale } from './segment/build.ts';
import { HeadlessFailure, type Host, startHost, unwrap } from './segment/host.ts';
import { UsageError } from './segment/jobs.ts';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const EXIT = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;
const PROGRESS_INTERVAL_MS = 2000;
const TEST_SPLITS = ['test_s', 'test_u', 'test_n'];

const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

function progressPrinter(): (progress: EvaluationProgress) => void {
  let saidAt = 0;
  return ({ done, total, resumed, skipped, itemId, secondsLeft }) => {
    const now = performance.now();
    if (done < total && now - saidAt < PROGRESS_INTERVAL_MS) return;
    saidAt = now;
    const left = secondsLeft === null ? '' : `, ${Math.ceil(secondsLeft)} s left`;
    const known = resumed === 0 ? '' : `, ${resumed} from before`;
    say(`${done}/${total}${known}, ${skipped} skipped${left} (${itemId})`);
  };
}

function splitsOf(benchmark: Benchmark, { splits }: EvaluateCommand): readonly string[] {
  if (splits !== null) return splits;
  const tests = TEST_SPLITS.filter((split) => benchmark.splits.has(split));
  return tests.length > 0 ? tests : [...benchmark.splits.keys()];
}

async function openPlan(command: EvaluateCommand): Promise<EvaluationPlan> {
  const folder = await openDiskFolder(command.bench).catch(() => {
    throw new UsageError(`--bench: there is no folder ${command.bench}.`);
  });
  const benchmark = await openBenchmark(folder, { unseenRows: command.unseenRows });
  return {
    benchmark,
    benchmarkId: await benchmarkIdOf(benchmark),
    folder,
    splits: splitsOf(benchmark, command),
    limit: command.limit,
    kinds: command.kinds,
    variants: variantsOf(command.variants, noPictures, command.longestSeconds),
  };
}

async function evaluate(
  command: EvaluateCommand,
  plan: EvaluationPlan,
  host: Host,
): Promise<Evaluated> {
  await host.page.exposeFunction('earmarkEvaluationProgress', progressPrinter());
  return unwrap(
    await host.page.evaluate((request) => window.earmark.evaluate(request), {
      name: plan.folder.name,
      bundleUrl: `/models/${command.bundle}/`,
      provider: command.provider,
      splits: plan.splits,
      limit: plan.limit,
      kinds: plan.kinds,
      longestSeconds: command.longestSeconds,
      unseenRows: command.unseenRows,
      variants: command.variants,
    }),
  );
}

async function writeReport(
  { out }: EvaluateCommand,
  plan: EvaluationPlan,
  store: RecordStore,
  evaluated: Evaluated,
): Promise<void> {
  const report = await buildReport({ plan, journal: store, ...evaluated });
  await writeFile(join(out, 'report.json'), reportAsJson(report));
  await writeFile(join(out, 'items.csv'), itemsAsCsv(report));
  await writeFile(join(out, 'variants.svg'), variantsChart(report));
  await writeFile(
    join(out, 'report.md'),
    reportAsMarkdown(report, (key) => store.pictureFile(key)),
  );
  const { scored, skipped } = report.counts;
  say(`${scored} scored, ${skipped} skipped: ${join(out, 'report.md')}`);
}

async function main(): Promise<number> {
  const command = parseCommand(process.argv.slice(2), process.env.INIT_CWD ?? process.cwd());
  if (command === null) {
    process.stdout.write(USAGE);
    return EXIT.done;
  }
  const plan = await openPlan(command);
  await mkdir(command.out, { recursive: true });
  const store = await openRecordStore(command.out);
  await buildIfStale(ROOT, say);
  const host = await startHost(ROOT, command.provider, [benchServer(plan.folder, store)]);
  let isInterrupted = false;
  const interrupt = (): void => {
    isInterrupted = true;
    void host.dispose();
  };
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  try {
    await writeReport(command, plan, store, await evaluate(command, plan, host));
    return EXIT.done;
  } catch (error) {
    if (isInterrupted) {
      say('Stopped. The same command goes on from here.');
      return EXIT.interrupted;
    }
    if (!(error instanceof HeadlessFailure)) throw error;
    say(`${error.message} (${error.kind}) What was done so far is kept.`);
    return EXIT.failed;
  } finally {
    await host.dispose();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof UsageError || error instanceof BenchmarkError)) throw error;
  say(error instanceof UsageError ? `${error.message}\n\n${USAGE}` : error.message);
  process.exitCode = EXIT.usage;
}
