import { EarmarkError, throwIfAborted } from '../core/errors.ts';
import { parseExpression } from '../core/expression.ts';
import { countDecodes } from '../media/decodeCounts.ts';
import type { CountedClip } from '../media/decodeCounts.ts';
import { openClip } from '../media/openClip.ts';
import type { MediaClip } from '../media/openClip.ts';
import { openStills } from '../media/openStills.ts';
import { forgetKeptBundles, measureKeptBundles } from '../model/keptBundles.ts';
import { openPipeline } from '../model/openPipeline.ts';
import type { Pipeline } from '../model/pipeline.ts';
import { checkExport, estimateExport, runExport } from './export/runExport.ts';
import type { ExportSource } from './export/runExport.ts';
import { createCorrectionHandlers } from './correctionHandlers.ts';
import type { CorrectionSource } from './corrections.ts';
import { createFrameReader } from './frameReader.ts';
import { createInsights } from './insights.ts';
import type { InsightWork } from './insights.ts';
import { createMediaHandlers } from './mediaHandlers.ts';
import { during } from './during.ts';
import type { Credits } from './frameReader.ts';
import { NO_MODEL } from './noModel.ts';
import type {
  ClipInfo,
  RequestBody,
  RequestEvent,
  RequestName,
  RequestResult,
  ResultKey,
} from './protocol.ts';
import { createResultStore } from './resultStore.ts';
import { createResultHandlers } from './resultHandlers.ts';
import { insideOf } from './schedule.ts';
import { runSegmentJob } from './segmentJob.ts';
import { createTurns } from './turns.ts';
import { createSoundWindows } from './soundWindows.ts';
import type { SoundWindows } from './soundWindows.ts';

export type RequestContext<N extends RequestName> = {
  readonly signal: AbortSignal;
  readonly emit: (event: RequestEvent<N>, transfer?: Transferable[]) => void;
  /** Frames that the page has room for; used by `play-frames`. */
  readonly credits: Credits;
};

export type Answer<N extends RequestName> = {
  readonly result: RequestResult<N>;
  readonly transfer?: Transferable[];
};

/** One answer a request; throws EarmarkErrors, whose kinds `protocol.ts` lists. */
export type RequestHandlers = {
  readonly [N in RequestName]: (
    body: RequestBody<N>,
    context: RequestContext<N>,
  ) => Promise<Answer<N>>;
};

export type Engine = {
  readonly handlers: RequestHandlers;
  setPlayhead(frameIndex: number): void;
};

/** What is open; its signal ends all work on it when it is replaced. */
type Open<T> = { readonly value: T; readonly closing: AbortController };

type OpenModel = Open<Pipeline> & { readonly body: RequestBody<'open-bundle'> };

/** All that the worker does; it holds one clip, one model and the results of both. */
export const createEngine = (): Engine => {
  const results = createResultStore();
  const reader = createFrameReader();
  const insights = createInsights();
  const turns = createTurns();
  let clip: Open<MediaClip> | null = null;
  let counted: CountedClip | null = null;
  let model: OpenModel | null = null;
  /** Of this clip and this model. */
  let sound: SoundWindows | null = null;
  let playhead = 0;
  let segmenting: Promise<unknown> = Promise.resolve();

  const currentClip = (): Open<MediaClip> => {
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
    return during([signal, closing.signal], (anySignal) => work(value, anySignal));
  };
  const soundOf = (media: MediaClip, pipeline: Pipeline): SoundWindows => {
    sound ??= createSoundWindows({
      readSound: (start, duration, options) => media.readSound(start, duration, options),
      encode: (waveform) => pipeline.sound(waveform),
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
    await (pipeline.provider.provider === 'wasm' ? reader.whenIdle() : reader.whenRead());
  };

  /** Work on the clip and the model that are open now; it ends when either is replaced. */
  const withBoth = <T>(
    signal: AbortSignal,
    work: (open: InsightWork) => Promise<T>,
  ): Promise<T> => {
    throwIfAborted(signal);
    const { value: pipeline, closing } = currentModel();
    return withClip(signal, (media, clipSignal) =>
      during([clipSignal, closing.signal], (anySignal) =>
        work({
          clip: media,
          pipeline,
          sound: soundOf(media, pipeline),
          pause: pauseFor(pipeline),
          signal: anySignal,
        }),
      ),
    );
  };

  const segment = async (
    { switches, memoryRule, frames, range, ...body }: RequestBody<'segment'>,
    { signal, emit }: RequestContext<'segment'>,
  ): Promise<Answer<'segment'>> => {
    throwIfAborted(signal);
    const expression = parseExpression(body.expression);
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
        sound: soundOf(media, pipeline),
        result,
        frames,
        range: insideOf(media.info.ptsSeconds.length, range),
        playhead: () => playhead,
        pause,
        emit,
        signal: anySignal,
      });
    return during([signal, clipClosing.signal, modelClosing.signal], async (anySignal) => ({
      result: await turns.take((rest) => job(anySignal, () => rest(pauseFor(pipeline)))),
    }));
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
    work: (source: CorrectionSource) => Promise<T>,
  ): Promise<T> => {
    const { value: media, closing: clipClosing } = currentClip();
    const { value: pipeline, closing: modelClosing } = currentModel();
    return during([signal, clipClosing.signal, modelClosing.signal], (anySignal) =>
      work({
        clip: media,
        pipeline,
        results,
        turns,
        pause: pauseFor(pipeline),
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
    'measure-kept-bundles': async () => ({ result: await measureKeptBundles() }),
    'forget-kept-bundles': async () => ({ result: await forgetKeptBundles() }),
    'open-clip': async ({ file }, { signal }) => ({
      result: replaceClip(await openClip(file, { signal })),
    }),
    'open-stills': async (stills, { signal }) => ({
      result: replaceClip(await openStills(stills, { signal })),
    }),
    ...createMediaHandlers(withClip, reader),
    segment: (body, context) => {
      const run = async (): Promise<Answer<'segment'>> => {
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
    'read-sound-match': async ({ expression }, { signal }) => {
      const result = await withBoth(signal, (work) => insights.soundMatch(work, expression));
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
          ...(model?.value.statistics() ?? NO_MODEL),
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
