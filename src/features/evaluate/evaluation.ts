import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import { toEarmarkError } from '../../core/errors.ts';
import { createEngineClient } from '../../engine/client.ts';
import type { Benchmark } from '../../evaluate/benchmark/benchmark.ts';
import type { BenchFolder } from '../../evaluate/benchmark/folder.ts';
import { openBenchmark } from '../../evaluate/benchmark/openBenchmark.ts';
import { BenchmarkError } from '../../evaluate/benchmark/problem.ts';
import type { UnseenRows } from '../../evaluate/benchmark/refAvs.ts';
import { LONGEST_SECONDS } from '../../evaluate/experiments/longClips.ts';
import { planOf } from '../../evaluate/experiments/planChoice.ts';
import { FULL_CHOICE } from '../../evaluate/experiments/variantChoice.ts';
import type { VariantChoice } from '../../evaluate/experiments/variantChoice.ts';
import { filterPicture, resizePicture, sizeOfPicture } from '../../evaluate/page/alterPictures.ts';
import { openEngineSegmenter } from '../../evaluate/page/engineSegmenter.ts';
import { createFailurePainter } from '../../evaluate/page/paintFailure.ts';
import { createAnswerRefiner } from '../../evaluate/page/refineAnswer.ts';
import { createStoredJournal } from '../../evaluate/page/storedJournal.ts';
import { buildReport } from '../../evaluate/report/buildReport.ts';
import type { EvaluationReport } from '../../evaluate/report/buildReport.ts';
import type { Journal } from '../../evaluate/run/journal.ts';
import type { EvaluationPlan } from '../../evaluate/run/plan.ts';
import { runEvaluation } from '../../evaluate/run/runEvaluation.ts';
import type { EvaluationProgress } from '../../evaluate/run/runEvaluation.ts';
import { WHOLE_RUN } from '../../evaluate/run/tasks.ts';
import type { Segmenter } from '../../evaluate/run/segmenter.ts';
import { errorText } from '../../ui/errorText.ts';

export type PlanChoices = {
  /** The folder below /models/. */
  readonly bundleName: string;
  readonly splits: readonly string[];
  readonly limit: number | null;
  readonly variants: VariantChoice;
  readonly unseenRows: UnseenRows;
};

export type RunState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'opening-model' }
  | { readonly kind: 'running'; readonly progress: EvaluationProgress | null }
  | { readonly kind: 'stopped' };

export type EvaluationState = {
  readonly benchmark: Benchmark | null;
  readonly choices: PlanChoices;
  readonly run: RunState;
  readonly report: EvaluationReport | null;
  /** What happened and what to do, for the alert. */
  readonly trouble: string | null;
};

export type Evaluation = {
  readonly store: StoreApi<EvaluationState>;
  readonly journal: Journal;
  openFolder(folder: BenchFolder): Promise<void>;
  choose(choices: Partial<PlanChoices>): Promise<void>;
  /** Runs what the journal lacks, then makes the report. */
  start(): Promise<void>;
  cancel(): void;
};

const TEST_SPLITS = ['test_s', 'test_u', 'test_n'];
export const DEFAULT_BUNDLE = 'lite';
/** What a bundle's folder can be called, as a pattern of a form. */
export const BUNDLE_NAME_PATTERN = '[a-z0-9\\-]{1,40}';

const defaultSplits = ({ splits }: Benchmark): readonly string[] => {
  const tests = TEST_SPLITS.filter((split) => splits.has(split));
  return tests.length > 0 ? tests : [...splits.keys()];
};

const troubleText = (thrown: unknown): string => {
  if (thrown instanceof BenchmarkError) return thrown.message;
  const { title, remedy } = errorText(toEarmarkError(thrown));
  return `${title} ${remedy}`;
};

export const createEvaluation = (): Evaluation => {
  const engine = createEngineClient();
  const journal = createStoredJournal();
  const paintFailure = createFailurePainter(engine);
  const refiner = createAnswerRefiner(engine);
  const store = createStore<EvaluationState>(() => ({
    benchmark: null,
    choices: {
      bundleName: DEFAULT_BUNDLE,
      splits: [],
      limit: null,
      variants: FULL_CHOICE,
      unseenRows: 'all-rows',
    },
    run: { kind: 'idle' },
    report: null,
    trouble: null,
  }));
  let folder: BenchFolder | null = null;
  let opened: { readonly bundleName: string; readonly segmenter: Segmenter } | null = null;
  let stop: AbortController | null = null;

  const guard = async (work: () => Promise<void>): Promise<void> => {
    store.setState({ trouble: null });
    try {
      await work();
    } catch (thrown) {
      const isStopped = toEarmarkError(thrown).kind === 'aborted';
      store.setState({
        run: { kind: isStopped ? 'stopped' : 'idle' },
        trouble: isStopped ? null : troubleText(thrown),
      });
    }
  };

  const open = async (chosen: BenchFolder, unseenRows: UnseenRows): Promise<Benchmark> => {
    const benchmark = await openBenchmark(chosen, { unseenRows });
    folder = chosen;
    store.setState({ benchmark, report: null, run: { kind: 'idle' } });
    return benchmark;
  };

  const openBundle = async (signal: AbortSignal): Promise<Segmenter> => {
    const { bundleName } = store.getState().choices;
    if (opened?.bundleName === bundleName) return opened.segmenter;
    opened = null;
    const url = `/models/${bundleName}/`;
    const segmenter = await openEngineSegmenter(engine, { url, provider: 'auto', signal });
    opened = { bundleName, segmenter };
    return segmenter;
  };

  const openPlan = (benchmark: Benchmark, chosen: BenchFolder): Promise<EvaluationPlan> => {
    const { splits, limit, variants } = store.getState().choices;
    const all = { perClip: null, kinds: null, longestSeconds: LONGEST_SECONDS };
    const choice = { ...all, splits, limit, variants };
    return planOf(benchmark, chosen, choice, filterPicture);
  };

  return {
    store,
    journal,
    openFolder: (chosen) =>
      guard(async () => {
        const { choices } = store.getState();
        const benchmark = await open(chosen, choices.unseenRows);
        store.setState({ choices: { ...choices, splits: defaultSplits(benchmark) } });
      }),
    choose: (change) =>
      guard(async () => {
        const before = store.getState().choices;
        store.setState({ choices: { ...before, ...change } });
        const rows = change.unseenRows;
        if (folder !== null && rows !== undefined && rows !== before.unseenRows) {
          await open(folder, rows);
        }
      }),
    start: () =>
      guard(async () => {
        const { benchmark } = store.getState();
        if (benchmark === null || folder === null) return;
        stop?.abort();
        const controller = new AbortController();
        stop = controller;
        const { signal } = controller;
        store.setState({ run: { kind: 'opening-model' }, report: null });
        const plan = await openPlan(benchmark, folder);
        const segmenter = await openBundle(signal);
        const { bundle, provider } = segmenter;
        const report = async (): Promise<void> => {
          store.setState({ report: await buildReport({ plan, bundle, provider, journal }) });
        };
        store.setState({ run: { kind: 'running', progress: null } });
        try {
          await runEvaluation({
            plans: [plan],
            part: WHOLE_RUN,
            segmenter,
            journal,
            paintFailure,
            refineAnswer: refiner.refine,
            pictures: { sizeOf: sizeOfPicture, resize: resizePicture },
            onProgress: (progress) => store.setState({ run: { kind: 'running', progress } }),
            signal,
          });
        } finally {
          await report();
        }
        store.setState({ run: { kind: 'idle' } });
      }),
    cancel: () => stop?.abort(),
  };
};
