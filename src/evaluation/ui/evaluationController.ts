import { createStore } from 'zustand/vanilla';
import { DEFAULT_BUNDLE_NAME } from '../../protocol/modelBundles.ts';
import type { StoreApi } from 'zustand/vanilla';
import { toEarmarkError } from '../../core/util/errors.ts';
import { createEngineClient } from '../../engine/client.ts';
import type { Benchmark } from '../benchmark/benchmark.ts';
import type { BenchmarkFolder } from '../benchmark/benchmarkFolder.ts';
import { openBenchmark } from '../benchmark/openBenchmark.ts';
import { BenchmarkError } from '../benchmark/benchmarkProblem.ts';
import type { UnseenRows } from '../benchmark/layouts/refAvs.ts';
import { MAX_CLIP_SECONDS } from '../experiments/clipLengthVariants.ts';
import { createPlan } from '../experiments/planOptions.ts';
import { FULL_CHOICE } from '../experiments/variantChoice.ts';
import type { VariantChoice } from '../experiments/variantChoice.ts';
import { filterImage, resizeImage, readImageSize } from '../browser/imageFilters.ts';
import { openEngineSegmenter } from '../browser/engineSegmenter.ts';
import { createFailureRenderer } from '../browser/renderFailure.ts';
import { createPredictionRefiner } from '../browser/predictionRefiner.ts';
import { createIndexedDbJournal } from '../browser/indexedDbJournal.ts';
import { buildReport } from '../report/buildReport.ts';
import type { EvaluationReport } from '../report/buildReport.ts';
import type { Journal } from '../run/journal.ts';
import type { EvaluationPlan } from '../run/evaluationPlan.ts';
import { runEvaluation } from '../run/runEvaluation.ts';
import type { EvaluationProgress } from '../run/runEvaluation.ts';
import { WHOLE_RUN } from '../run/tasks.ts';
import type { Segmenter } from '../run/segmenter.ts';
import { describeError } from '../../editor/ui/describeError.ts';

type EvaluationOptions = {
  /** The folder below /models/. */
  readonly bundleName: string;
  /** A bundle of the person's own files, in place of one of this origin. */
  readonly bundleFiles: readonly File[] | null;
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
  readonly options: EvaluationOptions;
  readonly run: RunState;
  readonly report: EvaluationReport | null;
  /** What happened and what to do, for the alert. */
  readonly errorMessage: string | null;
};

export type EvaluationController = {
  readonly store: StoreApi<EvaluationState>;
  readonly journal: Journal;
  openFolder(folder: BenchmarkFolder): Promise<void>;
  setOptions(choices: Partial<EvaluationOptions>): Promise<void>;
  /** Runs what the journal lacks, then makes the report. */
  start(): Promise<void>;
  cancel(): void;
};

const TEST_SPLITS = ['test_s', 'test_u', 'test_n'];

const defaultSplits = ({ splits }: Benchmark): readonly string[] => {
  const tests = TEST_SPLITS.filter((split) => splits.has(split));
  return tests.length > 0 ? tests : [...splits.keys()];
};

const describeThrown = (thrown: unknown): string => {
  if (thrown instanceof BenchmarkError) return thrown.message;
  const { title, remedy } = describeError(toEarmarkError(thrown));
  return `${title} ${remedy}`;
};

const INITIAL_STATE: EvaluationState = {
  benchmark: null,
  options: {
    bundleName: DEFAULT_BUNDLE_NAME,
    bundleFiles: null,
    splits: [],
    limit: null,
    variants: FULL_CHOICE,
    unseenRows: 'all-rows',
  },
  run: { kind: 'idle' },
  report: null,
  errorMessage: null,
};

const openPlan = (
  benchmark: Benchmark,
  folder: BenchmarkFolder,
  { splits, limit, variants }: EvaluationOptions,
): Promise<EvaluationPlan> => {
  const all = { perClip: null, kinds: null, maxClipSeconds: MAX_CLIP_SECONDS };
  return createPlan(benchmark, folder, { ...all, splits, limit, variants }, filterImage);
};

export const createEvaluationController = (): EvaluationController => {
  const engine = createEngineClient();
  const journal = createIndexedDbJournal();
  const paintFailure = createFailureRenderer(engine);
  const refiner = createPredictionRefiner(engine);
  const store = createStore(() => INITIAL_STATE);
  let folder: BenchmarkFolder | null = null;
  let opened: {
    readonly choice: Pick<EvaluationOptions, 'bundleName' | 'bundleFiles'>;
    readonly segmenter: Segmenter;
  } | null = null;
  let stop: AbortController | null = null;

  const guard = async (work: () => Promise<void>): Promise<void> => {
    store.setState({ errorMessage: null });
    try {
      await work();
    } catch (thrown) {
      const isStopped = toEarmarkError(thrown).kind === 'aborted';
      store.setState({
        run: { kind: isStopped ? 'stopped' : 'idle' },
        errorMessage: isStopped ? null : describeThrown(thrown),
      });
    }
  };

  const open = async (chosen: BenchmarkFolder, unseenRows: UnseenRows): Promise<Benchmark> => {
    const benchmark = await openBenchmark(chosen, { unseenRows });
    folder = chosen;
    store.setState({ benchmark, report: null, run: { kind: 'idle' } });
    return benchmark;
  };

  const openBundle = async (signal: AbortSignal): Promise<Segmenter> => {
    const { bundleName, bundleFiles } = store.getState().options;
    const before = opened?.choice;
    if (opened && before?.bundleName === bundleName && before.bundleFiles === bundleFiles) {
      return opened.segmenter;
    }
    opened = null;
    const bundle = bundleFiles ? { files: bundleFiles } : { url: `/models/${bundleName}/` };
    const segmenter = await openEngineSegmenter(engine, { bundle, provider: 'auto', signal });
    opened = { choice: { bundleName, bundleFiles }, segmenter };
    return segmenter;
  };

  return {
    store,
    journal,
    openFolder: (chosen) =>
      guard(async () => {
        const { options: choices } = store.getState();
        const benchmark = await open(chosen, choices.unseenRows);
        store.setState({ options: { ...choices, splits: defaultSplits(benchmark) } });
      }),
    setOptions: (change) =>
      guard(async () => {
        const before = store.getState().options;
        store.setState({ options: { ...before, ...change } });
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
        const plan = await openPlan(benchmark, folder, store.getState().options);
        const segmenter = await openBundle(signal);
        const { bundle, provider } = segmenter;
        const report = async (): Promise<void> => {
          store.setState({ report: await buildReport({ plan, bundle, provider, journal }) });
        };
        store.setState({ run: { kind: 'running', progress: null } });
        try {
          await runEvaluation({
            plans: [plan],
            shard: WHOLE_RUN,
            segmenter,
            journal,
            renderFailure: paintFailure,
            refinePrediction: refiner.refine,
            imageTools: { sizeOf: readImageSize, resize: resizeImage },
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
