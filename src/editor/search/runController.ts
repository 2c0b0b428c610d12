import { EarmarkError, throwIfAborted, toEarmarkError } from '../../core/util/errors.ts';
import type { Observable } from '../../core/util/observable.ts';
import type { EngineClient } from '../../engine/client.ts';
import type { RequestBody, RequestEvent, SegmentSummary } from '../../protocol/requests.ts';
import type { FrameRange } from '../document/projectDocument.ts';
import type { BundleLoader } from '../session/bundleLoader.ts';
import { notify } from '../session/notices.ts';
import {
  announce,
  findResult,
  isStale,
  updateResult,
  type SessionState,
  type SessionStore,
} from '../session/sessionStore.ts';
import { recordSecondsPerFrame, type ViewStore } from '../session/viewStore.ts';
import { createFrameTimer, type FrameTimer } from './frameTimer.ts';
import {
  createEmptyResult,
  isComplete,
  queryResultId,
  withNextRevision,
  type QueryResult,
  type ResultRequest,
} from './queryResult.ts';
import { framesBeforeRest } from './playheadFirst.ts';
import { applyLateEvent, applyRunEvent } from './runEvents.ts';
import { createRunQueue, type RunOutcome, type RunQueueDeps } from './runQueue.ts';

/** Runs queries in the open clip: the run queue with the engine and the session around it. */
export type RunController = {
  /**
   * Finds a query, before all that waits; see `RunQueue`.
   * @param extent frames to search; without it those that In and Out leave.
   */
  enqueue(request: ResultRequest, extent?: FrameRange | null): Promise<RunOutcome>;
  /** Stops what runs and all that waits. */
  cancel(): void;
};

type RunControllerDeps = {
  readonly engine: Pick<EngineClient, 'request'>;
  readonly session: SessionStore;
  readonly view: ViewStore;
  readonly bundles: Pick<BundleLoader, 'ensureOpen'>;
  readonly playhead: Pick<Observable<number>, 'value'>;
  /** In and Out: no mask is made outside of them. */
  readonly range: () => FrameRange | null;
};

/** Masks come by the dozen a second from cached features; the page redraws for them this often. */
const REDRAW_MILLISECONDS = 120;

/** Damaged frames before the rest of a clip do not keep the rest from being searched. */
const ignoreDamage = (thrown: unknown): void => {
  if (toEarmarkError(thrown).kind !== 'corrupt') {
    throw thrown;
  }
};

/**
 * Takes what a run tells into its result.
 * @param isBeforeRest the frames before the rest are no stage of their own.
 */
const createEventListener = (
  { session, view }: Pick<RunControllerDeps, 'session' | 'view'>,
  resultId: string,
  timer: FrameTimer,
  signal: AbortSignal,
  isBeforeRest: boolean,
) => {
  let redraw: ReturnType<typeof setTimeout> | null = null;
  const redrawSoon = (): void => {
    redraw ??= setTimeout(() => {
      redraw = null;
      updateResult(session, resultId, withNextRevision);
    }, REDRAW_MILLISECONDS);
  };
  return (event: RequestEvent<'segment'>): void => {
    if (signal.aborted) {
      updateResult(session, resultId, (result) => applyLateEvent(result, event));
      return;
    }
    if (event.kind === 'mask') {
      const result = findResult(session.getState(), resultId);
      if (result) {
        applyRunEvent(result, event);
        redrawSoon();
      }
      return;
    }
    if (event.kind === 'progress' && (isBeforeRest || event.stage === 'overview')) {
      timer.start();
    }
    if (isBeforeRest && event.kind === 'progress' && event.stage === 'every-frame') {
      return;
    }
    updateResult(session, resultId, (result) => applyRunEvent(result, event));
    if (event.kind === 'overview') {
      const provider = findResult(session.getState(), resultId)?.key?.provider;
      const seconds = timer.secondsPerFrame(event.summary);
      if (provider && seconds !== null) {
        recordSecondsPerFrame(view, provider, seconds);
      }
    }
  };
};

const isUpToDate = (state: SessionState, result: QueryResult, range: FrameRange | null): boolean =>
  state.bundle.kind === 'ready' &&
  result.key !== null &&
  isComplete(result, range) &&
  !isStale(state, result);

/** @param frameIndices null: all frames of the range */
const segmentBody = (
  { query, switches, points }: QueryResult,
  range: FrameRange | null,
  frameIndices: readonly number[] | null,
  playheadFrameIndex: number,
): RequestBody<'segment'> => ({
  query,
  switches,
  ...(points.length > 0 ? { points } : {}),
  frameIndices,
  ...(range ? { range: [range.first, range.last] } : {}),
  playheadFrameIndex,
});

const finishedWith =
  (summary: SegmentSummary) =>
  (result: QueryResult): QueryResult => ({
    ...withNextRevision(result),
    summary,
    status: 'done',
    hasOverview: true,
    progress: null,
  });

export const createRunController = (deps: RunControllerDeps): RunController => {
  const { engine, session, bundles, playhead } = deps;
  /** By result, as it was asked for last. */
  const extents = new Map<string, FrameRange | null>();
  const rangeOf = (resultId: string): FrameRange | null => extents.get(resultId) ?? deps.range();

  const inspect: RunQueueDeps['inspect'] = (resultId) => {
    const state = session.getState();
    const result = findResult(state, resultId);
    if (!result) {
      return 'missing';
    }
    return isUpToDate(state, result, rangeOf(resultId)) ? 'complete' : 'incomplete';
  };

  const compute: RunQueueDeps['compute'] = async (resultId, signal) => {
    const result = findResult(session.getState(), resultId);
    if (!result) {
      return;
    }
    updateResult(session, resultId, (before) => ({ ...before, status: 'waiting', progress: null }));
    await bundles.ensureOpen();
    throwIfAborted(signal);
    const timer = createFrameTimer(() => performance.now());
    const searched = rangeOf(resultId);
    const segment = (frameIndices: readonly number[] | null): Promise<SegmentSummary> =>
      engine.request('segment', segmentBody(result, searched, frameIndices, playhead.value), {
        signal,
        onEvent: createEventListener(deps, resultId, timer, signal, frameIndices !== null),
      });
    const { clip } = session.getState();
    const first = clip && framesBeforeRest(clip.info, result, searched, playhead.value);
    if (first) {
      await segment(first).then(({ runs }) => timer.addRuns(runs), ignoreDamage);
      throwIfAborted(signal);
    }
    const summary = await segment(null);
    throwIfAborted(signal);
    updateResult(session, resultId, finishedWith(summary));
  };

  /** Also redraws the frames that came since the last redraw. */
  const setStatus = (resultId: string, status: QueryResult['status']): void =>
    updateResult(session, resultId, (before) => ({
      ...withNextRevision(before),
      status,
      progress: null,
    }));

  const onFailure: RunQueueDeps['onFailure'] = (resultId, error) => {
    const result = findResult(session.getState(), resultId);
    notify(session, error);
    if (error.kind === 'aborted') {
      setStatus(resultId, 'cancelled');
      return 'stopped';
    }
    if (result?.presence.every(Number.isNaN)) {
      session.setState(({ results }) => ({ results: results.filter(({ id }) => id !== resultId) }));
      return 'refused';
    }
    setStatus(resultId, 'failed');
    return 'stopped';
  };

  const queue = createRunQueue({
    inspect,
    compute,
    onStatus: setStatus,
    onFailure,
    onCallbackError: reportError,
  });

  return {
    /** The page stops at once; the engine still finishes its current frame. */
    cancel() {
      if (queue.cancel()) {
        announce(session, 'Stopped.');
      }
    },
    enqueue(request, extent = null) {
      const { clip } = session.getState();
      if (!clip) {
        notify(session, new EarmarkError('no-clip', 'A query needs a clip.'));
        return Promise.resolve('refused');
      }
      const id = queryResultId(request);
      extents.set(id, extent);
      if (inspect(id) === 'missing') {
        const result = createEmptyResult(request, clip.info.ptsSeconds);
        session.setState(({ results }) => ({ results: [result, ...results] }));
      }
      return inspect(id) === 'complete' ? Promise.resolve('done') : queue.enqueue(id);
    },
  };
};
