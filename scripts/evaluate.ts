import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Benchmark } from '../src/evaluate/benchmark/benchmark.ts';
import { openBenchmark } from '../src/evaluate/benchmark/openBenchmark.ts';
import { BenchmarkError } from '../src/evaluate/benchmark/problem.ts';
import { planOf } from '../src/evaluate/experiments/planChoice.ts';
import { noPictures } from '../src/evaluate/experiments/variantChoice.ts';
import { WHOLE_RUN } from '../src/evaluate/run/tasks.ts';
import { UsageError } from './commandLine.ts';
import { type EvaluateCommand, parseCommand, USAGE } from './evaluate/command.ts';
import { openDiskFolder } from './evaluate/diskFolder.ts';
import { openRecordStore } from './evaluate/recordStore.ts';
import { EXIT_CODES, runPlans } from './evaluate/runPlans.ts';
import { writeReport } from './evaluate/writeReport.ts';

const TEST_SPLITS = ['test_s', 'test_u', 'test_n'];

const say = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

function splitsOf(benchmark: Benchmark, { splits }: EvaluateCommand): readonly string[] {
  if (splits !== null) return splits;
  const tests = TEST_SPLITS.filter((split) => benchmark.splits.has(split));
  return tests.length > 0 ? tests : [...benchmark.splits.keys()];
}

async function main(): Promise<number> {
  const command = parseCommand(process.argv.slice(2), process.env.INIT_CWD ?? process.cwd());
  if (command === null) {
    process.stdout.write(USAGE);
    return EXIT_CODES.done;
  }
  const { bench, out, bundle, provider, unseenRows, limit, kinds } = command;
  const folder = await openDiskFolder(bench).catch(() => {
    throw new UsageError(`--bench: there is no folder ${bench}.`);
  });
  const benchmark = await openBenchmark(folder, { unseenRows });
  const { variants, longestSeconds } = command;
  const which = { splits: splitsOf(benchmark, command), limit, perClip: null, kinds };
  const choice = { ...which, variants, longestSeconds };
  await mkdir(out, { recursive: true });
  const store = await openRecordStore(out);
  const choices = [choice];
  const run = { folder, journal: store, bundle, provider, unseenRows, choices, say };
  const { kind, evaluated } = await runPlans({ ...run, part: WHOLE_RUN });
  if (kind === 'done') {
    const plan = await planOf(benchmark, folder, choice, noPictures);
    const { scored, skipped } = (await writeReport(out, plan, store, evaluated)).counts;
    say(`${scored} scored, ${skipped} skipped: ${join(out, 'report.md')}`);
  }
  return EXIT_CODES[kind];
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof UsageError || error instanceof BenchmarkError)) throw error;
  say(error instanceof UsageError ? `${error.message}\n\n${USAGE}` : error.message);
  process.exitCode = EXIT_CODES.usage;
}
