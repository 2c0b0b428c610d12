import { EarmarkError, toEarmarkError } from '../../core/util/errors.ts';
import type { FrameTable } from '../../core/time/frameTable.ts';
import type { EngineClient } from '../../engine/client.ts';
import type { RequestEvent } from '../../protocol/requests.ts';
import type { Observable } from '../../core/util/observable.ts';
import type { BundleLoader } from '../session/bundleLoader.ts';
import { createFrameTimer, type FrameTimer } from './frameTimer.ts';
import { notify } from '../session/notices.ts';
import type { FrameRange } from '../document/projectDocument.ts';
import {
  createEmptyResult,
  writeFrame,
  clearFrames,
  isComplete,
  type QueryResult,
  queryResultId,
  withNextRevision,
  withUndecodableFrame,
} from './queryResult.ts';
import {
  QUEUE_ENDING_ERRORS,
  createQueuedRun,
  type QueuedRun,
  type RunOutcome,
  type RunRequest,
} from './queuedRun.ts';
import {
  announce,
  findResult,
  isStale,
  type SessionStore,
  updateResult,
} from '../session/sessionStore.ts';
import { recordSecondsPerFrame, type ViewStore } from '../session/viewStore.ts';

export type RunQueue = {
  /**
   * Finds a sentence in the open clip, before all that waits. What was running goes on after it,
   * from where it was.
   */
  enqueue(request: RunRequest): Promise<RunOutcome>;
  /** Stops what runs and all that waits. */
  cancel(): void;
};

export type RunQueueDeps = {
  readonly engine: EngineClient;
  readonly session: SessionStore;
  readonly view: ViewStore;
  readonly bundles: BundleLoader;
  readonly playhead: Observable<number>;
  /** In and Out: nothing outside of them is looked at. */
  readonly range: () => FrameRange | null;
};

/** Masks come by the dozen a second from cached features; the page redraws for them this often. */
const REDRAW_MILLISECONDS = 120;

export const createRunQueue = (deps: RunQueueDeps): RunQueue => {
  const { engine, session, view, bundles, playhead, range } = deps;
  /** In the order in which they run; the first one is running. */
  let queue: readonly QueuedRun[] = [];
  let isProcessing = false;

  /** The result to fill: an unfinished one of the same sentence goes on from where it is. */
  const resultFor = ({ query, switches }: RunRequest, ptsSeconds: FrameTable): QueryResult => {
    const known = findResult(session.getState(), queryResultId(query, switches));
    if (known) {
      return known;
    }
    const result = createEmptyResult(query, switches, ptsSeconds);
    session.setState(({ results }) => ({ results: [result, ...results] }));
    return result;
  };

  const isUpToDate = (result: QueryResult): boolean => {
    const state = session.getState();
    return (
      state.bundle.kind === 'ready' &&
      result.key !== null &&
      isComplete(result, range()) &&
      !isStale(state, result)
    );
  };

  const createThrottledRevision = (id: string): (() => void) => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    return () => {
      timer ??= setTimeout(() => {
        timer = null;
        updateResult(session, id, withNextRevision);
      }, REDRAW_MILLISECONDS);
    };
  };

  /** The engine ends the frame that it is at, and would not tell of it again. */
  const applyLateMask = (id: string, event: RequestEvent<'segment'>): void => {
    const result = findResult(session.getState(), id);
    if (event.kind === 'mask' && result?.engineResultId === event.resultId) {
      writeFrame(result, event.mask);
      updateResult(session, id, withNextRevision);
    }
  };

  const createEventHandler = (result: QueryResult, timer: FrameTimer, signal: AbortSignal) => {
    const { id } = result;
    const reviseThrottled = createThrottledRevision(id);
    return (event: RequestEvent<'segment'>): void => {
      if (signal.aborted) {
        applyLateMask(id, event);
        return;
      }
      switch (event.kind) {
        case 'started': {
          const { key } = event;
          if (result.engineResultId !== event.resultId) {
            clearFrames(result);
          }
          updateResult(session, id, (before) => ({
            ...before,
            key,
            engineResultId: event.resultId,
            status: 'running',
          }));
          break;
        }
        case 'progress': {
          const { stage, done, total, secondsLeft } = event;
          if (stage === 'overview') {
            timer.start();
          }
          const progress = { stage, done, total, secondsLeft };
          updateResult(session, id, (before) => ({ ...before, progress }));
          break;
        }
        case 'mask':
          writeFrame(result, event.mask);
          reviseThrottled();
          break;
        case 'undecodable':
          updateResult(session, id, (before) => withUndecodableFrame(before, event.frameIndex));
          break;
        case 'overview': {
          const { bundle } = session.getState();
          const seconds = timer.secondsPerFrame(event.summary);
          if (bundle.kind === 'ready' && seconds !== null) {
            recordSecondsPerFrame(view, bundle.provider.provider, seconds);
          }
          updateResult(session, id, (before) => ({ ...before, hasOverview: true }));
          break;
        }
      }
    };
  };

  const segment = async (result: QueryResult, signal: AbortSignal): Promise<void> => {
    const { id, query, switches } = result;
    updateResult(session, id, (before) => ({ ...before, status: 'waiting', progress: null }));
    await bundles.ensureOpen();
    if (signal.aborted) {
      throw new EarmarkError('aborted', 'Cancelled before the model was ready.');
    }
    const timer = createFrameTimer(() => performance.now());
    const inOutRange = range();
    const summary = await engine.request(
      'segment',
      {
        query,
        switches,
        frameIndices: null,
        ...(inOutRange ? { range: [inOutRange.first, inOutRange.last] } : {}),
        playheadFrameIndex: playhead.value,
      },
      { signal, onEvent: createEventHandler(result, timer, signal) },
    );
    if (signal.aborted) {
      throw new EarmarkError('aborted', 'It was complete just after it was cancelled.');
    }
    updateResult(session, id, (before) => ({
      ...withNextRevision(before),
      summary,
      status: 'done',
      hasOverview: true,
      progress: null,
    }));
  };

  /** A graphics card can be lost for a moment, to a driver or to sleep: once it is worth a second try. */
  const segmentWithRecovery = async (result: QueryResult, signal: AbortSignal): Promise<void> => {
    try {
      await segment(result, signal);
    } catch (thrown) {
      if (toEarmarkError(thrown).kind !== 'device-lost' || signal.aborted) {
        throw thrown;
      }
      announce(session, 'The graphics card was lost; trying once more.');
      await bundles.recover();
      await segment(result, signal);
    }
  };

  /** What came since the page was drawn last is shown with it. */
  const setStatus = (id: string, status: QueryResult['status']): void =>
    updateResult(session, id, (before) => ({
      ...withNextRevision(before),
      status,
      progress: null,
    }));

  const isQueued = (run: QueuedRun): boolean => queue.includes(run);

  const finish = (run: QueuedRun, outcome: RunOutcome): void => {
    queue = queue.filter((other) => other !== run);
    run.settle(outcome);
  };

  const fail = (run: QueuedRun, result: QueryResult, thrown: unknown): void => {
    const { kind } = toEarmarkError(thrown);
    const hasNothing = result.presence.every(Number.isNaN);
    if (kind === 'aborted') {
      setStatus(run.resultId, 'cancelled');
      finish(run, 'stopped');
    } else if (hasNothing) {
      session.setState(({ results }) => ({
        results: results.filter(({ id }) => id !== run.resultId),
      }));
      finish(run, 'refused');
    } else {
      setStatus(run.resultId, 'failed');
      finish(run, 'stopped');
    }
    if (QUEUE_ENDING_ERRORS.has(kind)) {
      cancel();
    }
    notify(session, thrown);
  };

  /** Runs the first of the queue until none is left. */
  const processQueue = async (): Promise<void> => {
    for (let run = queue[0]; run; run = queue[0]) {
      const { controller } = run;
      const result = findResult(session.getState(), run.resultId);
      if (!result || isUpToDate(result)) {
        setStatus(run.resultId, 'done');
        finish(run, result ? 'done' : 'stopped');
        continue;
      }
      try {
        await segmentWithRecovery(result, controller.signal);
        finish(run, 'done');
      } catch (thrown) {
        // An aborted run that is still queued has given way and goes on later.
        if (!controller.signal.aborted && isQueued(run)) {
          fail(run, result, thrown);
        }
      }
    }
  };

  const startProcessing = async (): Promise<void> => {
    if (!isProcessing) {
      isProcessing = true;
      await processQueue();
      isProcessing = false;
    }
  };

  /** The page stops at once; the engine still ends the frame that it is at. */
  const cancel = (): void => {
    const stopped = queue;
    queue = [];
    for (const run of stopped) {
      run.controller.abort();
      setStatus(run.resultId, 'cancelled');
      run.settle('stopped');
    }
    if (stopped.length > 0) {
      announce(session, 'Stopped.');
    }
  };

  const preempt = (run: QueuedRun | undefined): void => {
    if (run) {
      run.controller.abort();
      run.controller = new AbortController();
      setStatus(run.resultId, 'waiting');
    }
  };

  return {
    cancel,
    enqueue(request) {
      const { clip } = session.getState();
      if (!clip) {
        notify(session, new EarmarkError('no-clip', 'A sentence needs a clip.'));
        return Promise.resolve('refused');
      }
      const result = resultFor(request, clip.info.ptsSeconds);
      const { id } = result;
      if (isUpToDate(result)) {
        return Promise.resolve('done');
      }
      const [running] = queue;
      const known = queue.find((run) => run.resultId === id);
      if (known && known === running) {
        return known.outcome;
      }
      const run = known ?? createQueuedRun(id);
      preempt(running);
      setStatus(id, 'waiting');
      queue = [run, ...queue.filter((other) => other !== run)];
      void startProcessing();
      return run.outcome;
    },
  };
};
