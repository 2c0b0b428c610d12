import type { EngineClient } from '../engine/client.ts';
import type { ProviderPreference } from '../protocol/requests.ts';
import { openBenchmark } from '../evaluation/benchmark/openBenchmark.ts';
import type { UnseenRows } from '../evaluation/benchmark/layouts/refAvs.ts';
import { createPlan } from '../evaluation/experiments/planOptions.ts';
import type { PlanOptions } from '../evaluation/experiments/planOptions.ts';
import { filterImage, resizeImage, readImageSize } from '../evaluation/browser/imageFilters.ts';
import { openEngineSegmenter } from '../evaluation/browser/engineSegmenter.ts';
import { createFailureRenderer } from '../evaluation/browser/renderFailure.ts';
import { createPredictionRefiner } from '../evaluation/browser/predictionRefiner.ts';
import { createRemoteFolder, createRemoteJournal } from '../evaluation/browser/remoteBenchmark.ts';
import { runEvaluation } from '../evaluation/run/runEvaluation.ts';
import type { EvaluationProgress } from '../evaluation/run/runEvaluation.ts';
import type { RunShard } from '../evaluation/run/tasks.ts';
import type { EvaluatedBundle } from '../evaluation/run/segmenter.ts';
import type { ProviderInfo } from '../protocol/requests.ts';

export type EvaluationRequest = {
  /** What the folder is called in the report. */
  readonly name: string;
  readonly bundleUrl: string;
  readonly provider: ProviderPreference;
  readonly unseenRows: UnseenRows;
  /** Run together, clip by clip. */
  readonly planOptions: readonly PlanOptions[];
  readonly shard: RunShard;
};

/** What is evaluated. */
export type EvaluatedModel = { readonly bundle: EvaluatedBundle; readonly provider: ProviderInfo };

/** Runs what `npm run evaluate` asks for; records go to the command as they come. */
export const evaluateFolder = async (
  engine: EngineClient,
  request: EvaluationRequest,
  on: {
    readonly opened: (evaluated: EvaluatedModel) => Promise<void>;
    readonly progress: (progress: EvaluationProgress) => void;
  },
): Promise<EvaluatedModel> => {
  const { signal } = new AbortController();
  const folder = createRemoteFolder(request.name);
  const benchmark = await openBenchmark(folder, { unseenRows: request.unseenRows });
  const { bundleUrl: url, provider } = request;
  const segmenter = await openEngineSegmenter(engine, { bundle: { url }, provider, signal });
  const evaluated = { bundle: segmenter.bundle, provider: segmenter.provider };
  await on.opened(evaluated);
  const refiner = createPredictionRefiner(engine);
  await runEvaluation({
    plans: await Promise.all(
      request.planOptions.map((choice) => createPlan(benchmark, folder, choice, filterImage)),
    ),
    shard: request.shard,
    segmenter,
    journal: createRemoteJournal(),
    renderFailure: createFailureRenderer(engine),
    refinePrediction: refiner.refine,
    imageTools: { sizeOf: readImageSize, resize: resizeImage },
    onProgress: on.progress,
    signal,
  }).finally(() => refiner.dispose());
  return evaluated;
};
