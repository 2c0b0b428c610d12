import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ProviderPreference } from '../../src/engine/protocol.ts';
import type { BenchFolder } from '../../src/evaluate/benchmark/folder.ts';
import type { UnseenRows } from '../../src/evaluate/benchmark/refAvs.ts';
import type { PlanChoice } from '../../src/evaluate/experiments/planChoice.ts';
import type { Journal } from '../../src/evaluate/run/journal.ts';
import type { EvaluationProgress } from '../../src/evaluate/run/runEvaluation.ts';
import type { RunPart } from '../../src/evaluate/run/tasks.ts';
import type { Evaluated } from '../../src/headless/evaluateFolder.ts';
import { buildIfStale } from '../segment/build.ts';
import { HeadlessFailure, startHost, unwrap } from '../segment/host.ts';
import { benchServer } from './benchServer.ts';

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const PROGRESS_INTERVAL_MS = 2000;

export const EXIT_CODES = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

export type PlansRun = {
  readonly folder: BenchFolder;
  readonly journal: Journal;
  /** models/bundles/NAME */
  readonly bundle: string;
  readonly provider: ProviderPreference;
  readonly unseenRows: UnseenRows;
  readonly choices: readonly PlanChoice[];
  readonly part: RunPart;
  readonly say: (text: string) => void;
};

export type PlansOutcome =
  | { readonly kind: 'done'; readonly evaluated: Evaluated }
  /** By a signal or by a failure; null where no model was opened yet. What was done is in the journal. */
  | { readonly kind: 'interrupted' | 'failed'; readonly evaluated: Evaluated | null };

function progressPrinter(say: PlansRun['say']): (progress: EvaluationProgress) => void {
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

/** Runs plans in the built app's faceless page, all on one engine, until done or told to stop. */
export async function runPlans(run: PlansRun): Promise<PlansOutcome> {
  const { folder, journal, bundle, provider, unseenRows, choices, part, say } = run;
  await buildIfStale(ROOT, say);
  const host = await startHost(ROOT, provider, [benchServer(folder, journal)]);
  let evaluated: Evaluated | null = null;
  let isInterrupted = false;
  const interrupt = (): void => {
    isInterrupted = true;
    void host.dispose();
  };
  // Not once: npx and the terminal may both send it, and the second must not cut the writing short.
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  try {
    await host.page.exposeFunction('earmarkEvaluationOpened', (opened: Evaluated) => {
      evaluated = opened;
    });
    await host.page.exposeFunction('earmarkEvaluationProgress', progressPrinter(say));
    const request = { name: folder.name, bundleUrl: `/models/${bundle}/`, provider, unseenRows };
    const outcome = await host.page.evaluate((asked) => window.earmark.evaluate(asked), {
      ...request,
      choices,
      part,
    });
    return { kind: 'done', evaluated: unwrap(outcome) };
  } catch (error) {
    if (isInterrupted) {
      say('Stopped. The same command goes on from here.');
      return { kind: 'interrupted', evaluated };
    }
    if (!(error instanceof HeadlessFailure)) throw error;
    say(`${error.message} (${error.kind}) What was done so far is kept.`);
    return { kind: 'failed', evaluated };
  } finally {
    await host.dispose();
  }
}
