import { bundleId } from '../core/model/manifest.ts';
import { parseQuery } from '../core/model/query.ts';
import { EarmarkError, throwIfAborted, withAbortSignals } from '../core/util/errors.ts';
import { createMutex } from '../core/util/mutex.ts';
import type {
  ClipInfo,
  ModelState,
  RequestBody,
  RequestResult,
  ResultKey,
} from '../protocol/requests.ts';
import { createCorrectionHandlers } from './corrections/correctionHandlers.ts';
import { createExportHandlers } from './export/exportHandlers.ts';
import { clearBundleCache, measureBundleCache } from './inference/bundle/bundleCache.ts';
import { openPipeline } from './inference/openPipeline.ts';
import type { AnyPipeline } from './inference/openPipeline.ts';
import { NO_PIPELINE_STATISTICS } from './inference/pipeline.ts';
import { countDecodes } from './media/decodeCounts.ts';
import type { CountedClip } from './media/decodeCounts.ts';
import { createDisplayReader } from './media/displayReader.ts';
import { createMediaHandlers } from './media/mediaHandlers.ts';
import { openClip } from './media/openClip.ts';
import type { MediaClip } from './media/openClip.ts';
import { openImageSequence } from './media/openImageSequence.ts';
import { createModelOwner } from './modelOwner.ts';
import { createOpenResource } from './openResource.ts';
import type { OpenResource } from './openResource.ts';
import type { RequestContext, RequestHandlers } from './requestHandlers.ts';
import { createResultHandlers } from './results/resultHandlers.ts';
import { createResultStore } from './results/resultStore.ts';
import { createClipKnowledge } from './segmentation/clipKnowledge.ts';
import type { ClipKnowledge } from './segmentation/clipKnowledge.ts';
import { findClipCuts } from './segmentation/sceneCuts.ts';
import { clampToClip } from './segmentation/schedule.ts';
import { runSegmentJob } from './segmentation/segmentJob.ts';
import { createInsights } from './suggestions/insights.ts';
import type { InsightContext } from './segmentation/openModel.ts';

type Engine = {
  readonly handlers: RequestHandlers;
  setPlayhead(frameIndex: number): void;
};

const resultKeyOf = (
  { query, switches, memoryRule, points = [] }: RequestBody<'segment'>,
  { clip, pipeline }: InsightContext,
): ResultKey => ({
  clipId: clip.info.clipId,
  expression: points.length > 0 && query === '' ? '' : parseQuery(query),
  bundle: bundleId(pipeline.manifest),
  provider: pipeline.provider.provider,
  switches,
  ...(points.length > 0 && { points }),
  ...(memoryRule && { memoryRule }),
});

/**
 * All that the worker does; it holds one clip, one model and the results of both.
 *
 * Requests wait in three queues here. `inTurn`: one segmentation or suggestion after another.
 * `turns`: whoever works with cached features holds this lock, and gives it away between frames, so
 * that a correction does not wait for the end of a segmentation. `yieldToEventLoop`: between frames,
 * until the frames that the person looks at are decoded. Graph runs queue in graphSessions.ts.
 * @param onModelState is told each change of the model's life.
 */
export const createEngine = (onModelState: (state: ModelState) => void): Engine => {
  const results = createResultStore();
  const reader = createDisplayReader();
  const insights = createInsights();
  const turns = createMutex();
  const model = createModelOwner({ openPipeline, onState: onModelState });
  let clip: OpenResource<MediaClip> | null = null;
  let counted: CountedClip | null = null;
  let known: ClipKnowledge | null = null;
  let playhead = 0;
  let lastJob: Promise<unknown> = Promise.resolve();

  const currentClip = (): OpenResource<MediaClip> => {
    if (clip === null) {
      throw new EarmarkError('no-clip', 'No clip is open.');
    }
    return clip;
  };
  /** Work on the open clip; it ends as `aborted` when another clip is opened. */
  const withClip = async <T>(
    signal: AbortSignal,
    work: (media: MediaClip, signal: AbortSignal) => Promise<T>,
  ): Promise<T> => {
    const open = currentClip();
    return open.use(() =>
      withAbortSignals([signal, open.closing], (anySignal) => work(open.value, anySignal)),
    );
  };

  const knowledgeOf = (media: MediaClip, pipeline: AnyPipeline): ClipKnowledge => {
    if (known?.clip !== media || known.model.pipeline !== pipeline) {
      known = createClipKnowledge(media, pipeline);
    }
    return known;
  };

  /** After the job before it: two at once could evict each other's features. */
  const inTurn = <T>(job: () => Promise<T>): Promise<T> => {
    const result = lastJob.then(job);
    lastJob = result.catch(() => undefined);
    return result;
  };

  const replaceClip = (opened: MediaClip): ClipInfo => {
    counted = countDecodes(opened);
    const before = clip;
    clip = createOpenResource(counted.clip);
    playhead = 0;
    before?.close();
    return clip.value.info;
  };

  /** Between two frames of work that can wait until nothing is shown or played. */
  const yieldToDisplay = async (): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve));
    await reader.whenIdle();
  };
  /** Between two frames: messages come in, and frames that the person looks at go first. */
  const yieldFor = (pipeline: AnyPipeline) => async (): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve));
    // The wasm provider holds this thread for as long as a graph runs, so playing would stutter.
    await (pipeline.provider.provider === 'wasm' ? reader.whenIdle() : reader.whenReadEnds());
  };

  /**
   * Work on the open clip and model; it ends as `aborted` when either is replaced, and runs once
   * more when the model's device is lost.
   */
  const withModel = <T>(
    signal: AbortSignal,
    work: (context: InsightContext) => Promise<T>,
  ): Promise<T> =>
    withClip(signal, (media, clipSignal) =>
      model.run((pipeline, closing) =>
        withAbortSignals([clipSignal, closing], (anySignal) => {
          throwIfAborted(anySignal);
          const { model: openModel, audio } = knowledgeOf(media, pipeline);
          return work({
            ...openModel,
            clip: media,
            audio,
            yieldToEventLoop: yieldFor(pipeline),
            signal: anySignal,
          });
        }),
      ),
    );

  const segment = (
    body: RequestBody<'segment'>,
    context: InsightContext,
    emit: RequestContext<'segment'>['emit'],
  ): Promise<RequestResult<'segment'>> => {
    const { ptsSeconds } = context.clip.info;
    if ((body.points?.length ?? 0) > 0 && context.instanceClip === undefined) {
      throw new EarmarkError('bundle-invalid', 'This model sees no instances to point at.');
    }
    const key = resultKeyOf(body, context);
    const result = results.open(key);
    emit({ kind: 'started', resultId: result.id, key });
    playhead = body.playheadFrameIndex;
    return turns.run((rest) =>
      runSegmentJob({
        ...context,
        result,
        frames: body.frameIndices,
        range: clampToClip(ptsSeconds.length, body.range),
        playhead: () => playhead,
        yieldToEventLoop: () => rest(context.yieldToEventLoop),
        emit,
      }),
    );
  };

  const handlers: RequestHandlers = {
    'open-bundle': async (body, { signal }) => {
      const { manifest, provider } = await model.open(body, signal);
      return { result: { manifest, provider } };
    },
    'measure-bundle-cache': async () => ({ result: await measureBundleCache() }),
    'clear-bundle-cache': async () => ({ result: await clearBundleCache() }),
    'open-clip': async ({ file }, { signal }) => ({
      result: replaceClip(await openClip(file, { signal })),
    }),
    'open-image-sequence': async (stills, { signal }) => ({
      result: replaceClip(await openImageSequence(stills, { signal })),
    }),
    ...createMediaHandlers(withClip, reader),
    'find-cuts': async (_, { signal }) => ({
      result: await withClip(signal, (media, anySignal) =>
        findClipCuts(media, yieldToDisplay, anySignal),
      ),
    }),
    segment: (body, { signal, emit }) =>
      inTurn(async () => ({
        result: await withModel(signal, (context) => segment(body, context, emit)),
      })),
    suggest: (_, { signal }) =>
      inTurn(async () => ({
        result: await withModel(signal, (context) => insights.suggest(context)),
      })),
    'read-audio-match': async ({ query }, { signal }) => {
      const result = await withModel(signal, (context) => insights.audioMatch(context, query));
      return { result, transfer: [result.buffer] };
    },
    ...createCorrectionHandlers((signal, work) =>
      withModel(signal, (context) => work({ ...context, results, mutex: turns })),
    ),
    ...createResultHandlers(withClip, results),
    ...createExportHandlers({ withClip, withModel, results, mutex: turns }),
    'read-statistics': () =>
      Promise.resolve({
        result: {
          ...(model.current()?.statistics() ?? NO_PIPELINE_STATISTICS),
          ...results.statistics(),
          decodedFrames: counted?.counts() ?? { single: 0, playing: 0, chosen: 0 },
        },
      }),
  };

  return {
    handlers,
    setPlayhead: (frameIndex) => {
      playhead = frameIndex;
    },
  };
};
