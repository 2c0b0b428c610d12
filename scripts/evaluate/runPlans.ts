import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ProviderPreference } from '../../src/protocol/requests.ts';
import type { BenchmarkFolder } from '../../src/evaluation/benchmark/benchmarkFolder.ts';
import type { UnseenRows } from '../../src/evaluation/benchmark/layouts/refAvs.ts';
import type { PlanOptions } from '../../src/evaluation/experiments/planOptions.ts';
import type { Journal } from '../../src/evaluation/run/journal.ts';
import type { EvaluationProgress } from '../../src/evaluation/run/runEvaluation.ts';
import type { RunShard } from '../../src/evaluation/run/tasks.ts';
import type { EvaluatedModel } from '../../src/headless/evaluateFolder.ts';
import { buildIfStale } from '../browser/buildIfStale.ts';
import { bundleFolderPlugins, bundleUrl } from '../browser/bundleFolderPlugin.ts';
import { HeadlessFailure, startHeadlessPage, unwrapOutcome } from '../browser/headlessPage.ts';
import { benchmarkServerPlugin } from './benchmarkServerPlugin.ts';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const PROGRESS_INTERVAL_MILLISECONDS = 2000;

type RunPlansOptions = {
  readonly folder: BenchmarkFolder;
  readonly journal: Journal;
  /** A name in models/bundles, or a folder. */
  readonly bundle: string;
  readonly provider: ProviderPreference;
  readonly unseenRows: UnseenRows;
  readonly planOptions: readonly PlanOptions[];
  readonly shard: RunShard;
  readonly log: (text: string) => void;
};

type RunPlansResult =
  | { readonly kind: 'done'; readonly evaluated: EvaluatedModel }
  /** By a signal or by a failure; null where no model was opened yet. What was done is in the journal. */
  | { readonly kind: 'interrupted' | 'failed'; readonly evaluated: EvaluatedModel | null };

function createProgressPrinter(
  say: RunPlansOptions['log'],
): (progress: EvaluationProgress) => void {
  let saidAt = 0;
  return ({ done, total, resumed, skipped, itemId, secondsLeft }) => {
    const now = performance.now();
    if (done < total && now - saidAt < PROGRESS_INTERVAL_MILLISECONDS) return;
    saidAt = now;
    const left = secondsLeft === null ? '' : `, ${Math.ceil(secondsLeft)} s left`;
    const known = resumed === 0 ? '' : `, ${resumed} from before`;
    say(`${done}/${total}${known}, ${skipped} skipped${left} (${itemId})`);
  };
}

/** Runs plans in the built app's evaluation page, all on one engine, until done or stopped. */
export async function runPlans(run: RunPlansOptions): Promise<RunPlansResult> {
  const { folder, journal, bundle, provider, unseenRows, planOptions, shard, log } = run;
  await buildIfStale(ROOT, log);
  const host = await startHeadlessPage(ROOT, provider, [
    benchmarkServerPlugin(folder, journal),
    ...bundleFolderPlugins(bundle),
  ]);
  let evaluated: EvaluatedModel | null = null;
  let isInterrupted = false;
  const interrupt = (): void => {
    isInterrupted = true;
    void host.dispose();
  };
  // Not once: npx and the terminal may both send it, and the second must not cut the writing short.
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    await host.page.exposeFunction('earmarkEvaluationOpened', (opened: EvaluatedModel) => {
      evaluated = opened;
    });
    await host.page.exposeFunction('earmarkEvaluationProgress', createProgressPrinter(log));
    const request = { name: folder.name, bundleUrl: bundleUrl(bundle), provider, unseenRows };
    const outcome = await host.page.evaluate((asked) => window.earmark.evaluate(asked), {
      ...request,
      planOptions,
      shard,
    });
    return { kind: 'done', evaluated: unwrapOutcome(outcome) };
  } catch (error) {
    if (isInterrupted) {
      log('Stopped. The same command goes on from here.');
      return { kind: 'interrupted', evaluated };
    }
    if (!(error instanceof HeadlessFailure)) throw error;
    log(`${error.message} (${error.kind}) What was done so far is kept.`);
    return { kind: 'failed', evaluated };
  } finally {
    await host.dispose();
  }
}
