import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Benchmark } from '../src/evaluation/benchmark/benchmark.ts';
import { openBenchmark } from '../src/evaluation/benchmark/openBenchmark.ts';
import { createPlan } from '../src/evaluation/experiments/planOptions.ts';
import { rejectImageFilter } from '../src/evaluation/experiments/variantChoice.ts';
import { WHOLE_RUN } from '../src/evaluation/run/tasks.ts';
import { EXIT_CODES, log, runCommand } from './commandLine.ts';
import {
  type EvaluateCommand,
  parseEvaluateCommand,
  EVALUATE_USAGE,
} from './evaluate/evaluateCommand.ts';
import { openDiskFolder } from './evaluate/diskFolder.ts';
import { openDiskJournal } from './evaluate/diskJournal.ts';
import { runPlans } from './evaluate/runPlans.ts';
import { writeReport } from './evaluate/writeReport.ts';

const TEST_SPLITS = ['test_s', 'test_u', 'test_n'];

function selectSplits(benchmark: Benchmark, { splits }: EvaluateCommand): readonly string[] {
  if (splits !== null) return splits;
  const tests = TEST_SPLITS.filter((split) => benchmark.splits.has(split));
  return tests.length > 0 ? tests : [...benchmark.splits.keys()];
}

async function evaluate(command: EvaluateCommand): Promise<number> {
  const { bench, out, bundle, provider, unseenRows, limit, kinds } = command;
  const folder = await openDiskFolder(bench);
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

await runCommand({ usage: EVALUATE_USAGE, parse: parseEvaluateCommand, run: evaluate });
