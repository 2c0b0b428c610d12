import type { EngineClient } from '../engine/client.ts';
import type { ProviderPreference } from '../engine/protocol.ts';
import { openBenchmark } from '../evaluate/benchmark/openBenchmark.ts';
import type { UnseenRows } from '../evaluate/benchmark/refAvs.ts';
import { planOf } from '../evaluate/experiments/planChoice.ts';
import type { PlanChoice } from '../evaluate/experiments/planChoice.ts';
import { filterPicture, resizePicture, sizeOfPicture } from '../evaluate/page/alterPictures.ts';
import { openEngineSegmenter } from '../evaluate/page/engineSegmenter.ts';
import { createFailurePainter } from '../evaluate/page/paintFailure.ts';
import { createAnswerRefiner } from '../evaluate/page/refineAnswer.ts';
import { createRemoteFolder, createRemoteJournal } from '../evaluate/page/remoteBench.ts';
import { runEvaluation } from '../evaluate/run/runEvaluation.ts';
import type { EvaluationProgress } from '../evaluate/run/runEvaluation.ts';
import type { RunPart } from '../evaluate/run/tasks.ts';
import type { BundleFacts } from '../evaluate/run/segmenter.ts';
import type { ProviderInfo } from '../engine/protocol.ts';

export type EvaluationRequest = {
  /** What the folder is called in the report. */
  readonly name: string;
  readonly bundleUrl: string;
  readonly provider: ProviderPreference;
  readonly unseenRows: UnseenRows;
  /** Run together, clip by clip. */
  readonly choices: readonly PlanChoice[];
  readonly part: RunPart;
};

/** What is evaluated. */
export type Evaluated = { readonly bundle: BundleFacts; readonly provider: ProviderInfo };

/** Runs what `npm run evaluate` asks for; records go to the command as they come. */
export const evaluateFolder = async (
  engine: EngineClient,
  request: EvaluationRequest,
  on: {
    readonly opened: (evaluated: Evaluated) => Promise<void>;
    readonly progress: (progress: EvaluationProgress) => void;
  },
): Promise<Evaluated> => {
  const { signal } = new AbortController();
  const folder = createRemoteFolder(request.name);
  const benchmark = await openBenchmark(folder, { unseenRows: request.unseenRows });
  const { bundleUrl: url, provider } = request;
  const segmenter = await openEngineSegmenter(engine, { url, provider, signal });
  const evaluated = { bundle: segmenter.bundle, provider: segmenter.provider };
  await on.opened(evaluated);
  const refiner = createAnswerRefiner(engine);
  await runEvaluation({
    plans: await Promise.all(
      request.choices.map((choice) => planOf(benchmark, folder, choice, filterPicture)),
    ),
    part: request.part,
    segmenter,
    journal: createRemoteJournal(),
    paintFailure: createFailurePainter(engine),
    refineAnswer: refiner.refine,
    pictures: { sizeOf: sizeOfPicture, resize: resizePicture },
    onProgress: on.progress,
    signal,
  }).finally(() => refiner.dispose());
  return evaluated;
};
