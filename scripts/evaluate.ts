import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Benchmark } from '../src/evaluation/benchmark/benchmark.ts';
import { openBenchmark } from '../src/evaluation/benchmark/openBenchmark.ts';
import { BenchmarkError } from '../src/evaluation/benchmark/benchmarkProblem.ts';
import { createPlan } from '../src/evaluation/experiments/planOptions.ts';
import { rejectImageFilter } from '../src/evaluation/experiments/variantChoice.ts';
import { WHOLE_RUN } from '../src/evaluation/run/tasks.ts';
import { UsageError } from './commandLine.ts';
import {
  type EvaluateCommand,
  parseEvaluateCommand,
  EVALUATE_USAGE,
} from './evaluate/evaluateCommand.ts';
import { openDiskFolder } from './evaluate/diskFolder.ts';
import { openDiskJournal } from './evaluate/diskJournal.ts';
import { EXIT_CODES, runPlans } from './evaluate/runPlans.ts';
import { writeReport } from './evaluate/writeReport.ts';

const TEST_SPLITS = ['test_s', 'test_u', 'test_n'];

const log = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

function selectSplits(benchmark: Benchmark, { splits }: EvaluateCommand): readonly string[] {
  if (splits !== null) return splits;
  const tests = TEST_SPLITS.filter((split) => benchmark.splits.has(split));
  return tests.length > 0 ? tests : [...benchmark.splits.keys()];
}

async function main(): Promise<number> {
  const command = parseEvaluateCommand(
    process.argv.slice(2),
    process.env.INIT_CWD ?? process.cwd(),
  );
  if (command === null) {
    process.stdout.write(EVALUATE_USAGE);
    return EXIT_CODES.done;
  }
  const { bench, out, bundle, provider, unseenRows, limit, kinds } = command;
  const folder = await openDiskFolder(bench).catch(() => {
    throw new UsageError(`--bench: there is no folder ${bench}.`);
  });
  const benchmark = await openBenchmark(folder, { unseenRows });
  const { variants, maxClipSeconds } = command;
  const selection = { splits: selectSplits(benchmark, command), limit, perClip: null, kinds };
  const planOptions = { ...selection, variants, maxClipSeconds };
  await mkdir(out, { recursive: true });
  const store = await openDiskJournal(out);
  const run = {
    folder,
    journal: store,
    bundle,
    provider,
    unseenRows,
    planOptions: [planOptions],
    log,
  };
  const { kind, evaluated } = await runPlans({ ...run, shard: WHOLE_RUN });
  if (kind === 'done') {
    const plan = await createPlan(benchmark, folder, planOptions, rejectImageFilter);
    const { scored, skipped } = (await writeReport(out, plan, store, evaluated)).counts;
    log(`${scored} scored, ${skipped} skipped: ${join(out, 'report.md')}`);
  }
  return EXIT_CODES[kind];
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof UsageError || error instanceof BenchmarkError)) throw error;
  log(error instanceof UsageError ? `${error.message}\n\n${EVALUATE_USAGE}` : error.message);
  process.exitCode = EXIT_CODES.usage;
}
