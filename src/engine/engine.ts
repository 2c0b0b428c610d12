import { EarmarkError, throwIfAborted } from '../core/util/errors.ts';
import { parseQuery } from '../core/model/query.ts';
import { countDecodes } from './media/decodeCounts.ts';
import type { CountedClip } from './media/decodeCounts.ts';
import { openClip } from './media/openClip.ts';
import type { MediaClip } from './media/openClip.ts';
import { openImageSequence } from './media/openImageSequence.ts';
import { clearBundleCache, measureBundleCache } from './inference/bundle/bundleCache.ts';
import { openPipeline } from './inference/openPipeline.ts';
import type { Pipeline } from './inference/pipeline.ts';
import { checkExport, estimateExport, runExport } from './export/runExport.ts';
import type { ExportSource } from './export/runExport.ts';
import { createCorrectionHandlers } from './corrections/correctionHandlers.ts';
import type { CorrectionContext } from './corrections/corrections.ts';
import { createDisplayReader } from './media/displayReader.ts';
import { createInsights } from './suggestions/insights.ts';
import type { InsightContext } from './suggestions/suggestQueries.ts';
import { createMediaHandlers } from './media/mediaHandlers.ts';
import { withAbortSignals } from '../core/util/abort.ts';
import type { Credits } from './media/displayReader.ts';
import { NO_PIPELINE_STATISTICS } from './inference/pipelineStatistics.ts';
import type {
  ClipInfo,
  RequestBody,
  RequestEvent,
  RequestName,
  RequestResult,
  ResultKey,
} from '../protocol/requests.ts';
import { createResultStore } from './results/resultStore.ts';
import { createResultHandlers } from './results/resultHandlers.ts';
import { clampToClip } from './segmentation/schedule.ts';
import { runSegmentJob } from './segmentation/segmentJob.ts';
import { createMutex } from '../core/util/mutex.ts';
import { createAudioWindows } from './segmentation/audioWindows.ts';
import type { AudioWindows } from './segmentation/audioWindows.ts';

export type RequestContext<N extends RequestName> = {
  readonly signal: AbortSignal;
  readonly emit: (event: RequestEvent<N>, transfer?: Transferable[]) => void;
  /** Frames that the page has room for; used by `play-frames`. */
  readonly credits: Credits;
};

export type HandlerResponse<N extends RequestName> = {
  readonly result: RequestResult<N>;
  readonly transfer?: Transferable[];
};

/** One answer a request; throws EarmarkErrors, whose kinds `protocol.ts` lists. */
export type RequestHandlers = {
  readonly [N in RequestName]: (
    body: RequestBody<N>,
    context: RequestContext<N>,
  ) => Promise<HandlerResponse<N>>;
};

export type Engine = {
  readonly handlers: RequestHandlers;
  setPlayhead(frameIndex: number): void;
};

/** What is open; its signal ends all work on it when it is replaced. */
type OpenResource<T> = { readonly value: T; readonly closing: AbortController };

type OpenModel = OpenResource<Pipeline> & { readonly body: RequestBody<'open-bundle'> };

/** All that the worker does; it holds one clip, one model and the results of both. */
export const createEngine = (): Engine => {
  const results = createResultStore();
  const reader = createDisplayReader();
  const insights = createInsights();
  const turns = createMutex();
  let clip: OpenResource<MediaClip> | null = null;
  let counted: CountedClip | null = null;
  let model: OpenModel | null = null;
  /** Of this clip and this model. */
  let sound: AudioWindows | null = null;
  let playhead = 0;
  let segmenting: Promise<unknown> = Promise.resolve();

  const currentClip = (): OpenResource<MediaClip> => {
    if (clip === null) {
      throw new EarmarkError('no-clip', 'No clip is open.');
    }
    return clip;
  };
  const currentModel = (): OpenModel => {
    if (model === null) {
      throw new EarmarkError('no-bundle', 'No bundle is open.');
    }
    return model;
  };
  const withClip = <T>(
    signal: AbortSignal,
    work: (clip: MediaClip, signal: AbortSignal) => Promise<T>,
  ): Promise<T> => {
    const { value, closing } = currentClip();
    return withAbortSignals([signal, closing.signal], (anySignal) => work(value, anySignal));
  };
  const soundOf = (media: MediaClip, pipeline: Pipeline): AudioWindows => {
    sound ??= createAudioWindows({
      readAudio: (start, duration, options) => media.readAudio(start, duration, options),
      encodeAudio: (waveform) => pipeline.encodeAudio(waveform),
    });
    return sound;
  };

  /** After what is being segmented: two jobs at once could drop each other's features. */
  const inTurn = <T>(job: () => Promise<T>): Promise<T> => {
    const answer = segmenting.then(job);
    segmenting = answer.catch(() => undefined);
    return answer;
  };

  /** Frees what a job may still hold; not awaited, because a job itself opens a lost model anew. */
  const afterSegmenting = (free: () => unknown): void => {
    void segmenting.then(free);
  };

  const openModel = async (
    body: RequestBody<'open-bundle'>,
    { signal, emit }: Pick<RequestContext<'open-bundle'>, 'signal' | 'emit'>,
  ): Promise<Pipeline> => {
    const value = await openPipeline(body.url, body.provider, {
      signal,
      onBytes: (progress) => emit({ kind: 'bytes', ...progress }),
      onSession: (opened, total) => emit({ kind: 'session', opened, total }),
    });
    const before = model;
    model = { value, body, closing: new AbortController() };
    sound = null;
    before?.closing.abort();
    afterSegmenting(() => before?.value.dispose());
    return value;
  };

  const replaceClip = (opened: MediaClip): ClipInfo => {
    counted = countDecodes(opened);
    const value = counted.clip;
    const before = clip;
    clip = { value, closing: new AbortController() };
    sound = null;
    playhead = 0;
    before?.closing.abort();
    afterSegmenting(() => before?.value.dispose());
    return value.info;
  };

  /** Between two frames: messages come in, and frames that someone looks at go first. */
  const pauseFor = (pipeline: Pipeline) => async (): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve));
    // The wasm provider holds this thread for as long as a graph runs, so playing would stutter.
    await (pipeline.provider.provider === 'wasm' ? reader.whenIdle() : reader.whenReadEnds());
  };

  /** Work on the clip and the model that are open now; it ends when either is replaced. */
  const withBoth = <T>(
    signal: AbortSignal,
    work: (open: InsightContext) => Promise<T>,
  ): Promise<T> => {
    throwIfAborted(signal);
    const { value: pipeline, closing } = currentModel();
    return withClip(signal, (media, clipSignal) =>
      withAbortSignals([clipSignal, closing.signal], (anySignal) =>
        work({
          clip: media,
          pipeline,
          audio: soundOf(media, pipeline),
          yieldToEventLoop: pauseFor(pipeline),
          signal: anySignal,
        }),
      ),
    );
  };

  const segment = async (
    { switches, memoryRule, frameIndices: frames, range, ...body }: RequestBody<'segment'>,
    { signal, emit }: RequestContext<'segment'>,
  ): Promise<HandlerResponse<'segment'>> => {
    throwIfAborted(signal);
    const expression = parseQuery(body.query);
    const { value: media, closing: clipClosing } = currentClip();
    const { value: pipeline, closing: modelClosing } = currentModel();
    const { name, version } = pipeline.manifest;
    const { provider } = pipeline.provider;
    const { clipId } = media.info;
    const bundle = `${name}@${version}`;
    const key: ResultKey = {
      clipId,
      expression,
      bundle,
      provider,
      switches,
      ...(memoryRule && { memoryRule }),
    };
    const result = results.open(key);
    emit({ kind: 'started', resultId: result.id, key });
    playhead = body.playheadFrameIndex;
    const job = (anySignal: AbortSignal, pause: () => Promise<void>) =>
      runSegmentJob({
        clip: media,
        pipeline,
        audio: soundOf(media, pipeline),
        result,
        frames,
        range: clampToClip(media.info.ptsSeconds.length, range),
        playhead: () => playhead,
        yieldToEventLoop: pause,
        emit,
        signal: anySignal,
      });
    return withAbortSignals(
      [signal, clipClosing.signal, modelClosing.signal],
      async (anySignal) => ({
        result: await turns.run((rest) => job(anySignal, () => rest(pauseFor(pipeline)))),
      }),
    );
  };

  /** Once: a GPU that is lost again is not going to stay. */
  const reopenLostModel = async (error: unknown, signal: AbortSignal): Promise<void> => {
    if (!(error instanceof EarmarkError && error.kind === 'device-lost')) {
      throw error;
    }
    await openModel(currentModel().body, { signal, emit: () => undefined });
  };

  /** Corrections go on in the turns that a running search leaves them, and do not wait for its end. */
  const correct = <T>(
    signal: AbortSignal,
    work: (source: CorrectionContext) => Promise<T>,
  ): Promise<T> => {
    const { value: media, closing: clipClosing } = currentClip();
    const { value: pipeline, closing: modelClosing } = currentModel();
    return withAbortSignals([signal, clipClosing.signal, modelClosing.signal], (anySignal) =>
      work({
        clip: media,
        pipeline,
        results,
        mutex: turns,
        yieldToEventLoop: pauseFor(pipeline),
        signal: anySignal,
      }),
    );
  };

  const exportSource = (media: MediaClip, signal: AbortSignal): ExportSource => ({
    clip: media,
    findResult: (resultId) => results.find(resultId),
    signal,
  });

  const handlers: RequestHandlers = {
    'open-bundle': async (body, context) => {
      const { manifest, provider } = await openModel(body, context);
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
    segment: (body, context) => {
      const run = async (): Promise<HandlerResponse<'segment'>> => {
        try {
          return await segment(body, context);
        } catch (error) {
          await reopenLostModel(error, context.signal);
          return segment(body, context);
        }
      };
      return inTurn(run);
    },
    suggest: (_, { signal }) =>
      inTurn(async () => ({ result: await withBoth(signal, (work) => insights.suggest(work)) })),
    'read-audio-match': async ({ query: expression }, { signal }) => {
      const result = await withBoth(signal, (work) => insights.audioMatch(work, expression));
      return { result, transfer: [result.buffer] };
    },
    ...createCorrectionHandlers(correct),
    ...createResultHandlers(withClip, results),
    'check-export': async ({ settings, range }, { signal }) => ({
      result: await withClip(signal, (media) => checkExport(media, settings, range)),
    }),
    'estimate-export': async (options, { signal }) => ({
      result: await withClip(signal, (media, anySignal) =>
        estimateExport(exportSource(media, anySignal), options),
      ),
    }),
    export: async ({ options, target }, { signal, emit }) => ({
      result: await withClip(signal, (media, anySignal) =>
        runExport(exportSource(media, anySignal), options, target, emit),
      ),
    }),
    'read-statistics': () =>
      Promise.resolve({
        result: {
          ...(model?.value.statistics() ?? NO_PIPELINE_STATISTICS),
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
