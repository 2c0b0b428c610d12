import type { EngineClient } from '../engine/client.ts';
import type { ProviderPreference } from '../engine/protocol.ts';
import { openBenchmark } from '../evaluate/benchmark/openBenchmark.ts';
import type { UnseenRows } from '../evaluate/benchmark/refAvs.ts';
import type { SentenceKind } from '../evaluate/benchmark/sentenceKinds.ts';
import { variantsOf } from '../evaluate/experiments/variantChoice.ts';
import type { VariantChoice } from '../evaluate/experiments/variantChoice.ts';
import { filterPicture, resizePicture, sizeOfPicture } from '../evaluate/page/alterPictures.ts';
import { openEngineSegmenter } from '../evaluate/page/engineSegmenter.ts';
import { createFailurePainter } from '../evaluate/page/paintFailure.ts';
import { createAnswerRefiner } from '../evaluate/page/refineAnswer.ts';
import { createRemoteFolder, createRemoteJournal } from '../evaluate/page/remoteBench.ts';
import { benchmarkIdOf } from '../evaluate/run/plan.ts';
import { runEvaluation } from '../evaluate/run/runEvaluation.ts';
import type { EvaluationProgress } from '../evaluate/run/runEvaluation.ts';
import type { BundleFacts } from '../evaluate/run/segmenter.ts';
import type { ProviderInfo } from '../engine/protocol.ts';

export type EvaluationRequest = {
  /** What the folder is called in the report. */
  readonly name: string;
  readonly bundleUrl: string;
  readonly provider: ProviderPreference;
  readonly splits: readonly string[];
  readonly limit: number | null;
  readonly kinds: readonly SentenceKind[] | null;
  readonly longestSeconds: number;
  readonly unseenRows: UnseenRows;
  readonly variants: VariantChoice;
};

export type Evaluated = { readonly bundle: BundleFacts; readonly provider: ProviderInfo };

/** Runs what `npm run evaluate` asks for; records go to the command as they come. */
export const evaluateFolder = async (
  engine: EngineClient,
  request: EvaluationRequest,
  onProgress: (progress: EvaluationProgress) => void,
): Promise<Evaluated> => {
  const { signal } = new AbortController();
  const folder = createRemoteFolder(request.name);
  const benchmark = await openBenchmark(folder, { unseenRows: request.unseenRows });
  const { bundleUrl: url, provider } = request;
  const segmenter = await openEngineSegmenter(engine, { url, provider, signal });
  const refiner = createAnswerRefiner(engine);
  await runEvaluation({
    plan: {
      benchmark,
      benchmarkId: await benchmarkIdOf(benchmark),
      folder,
      splits: request.splits,
      limit: request.limit,
      kinds: request.kinds,
      variants: variantsOf(request.variants, filterPicture, request.longestSeconds),
    },
    segmenter,
    journal: createRemoteJournal(),
    paintFailure: createFailurePainter(engine),
    refineAnswer: refiner.refine,
    pictures: { sizeOf: sizeOfPicture, resize: resizePicture },
    onProgress,
    signal,
  }).finally(() => refiner.dispose());
  return { bundle: segmenter.bundle, provider: segmenter.provider };
};
