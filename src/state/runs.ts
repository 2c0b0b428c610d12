import { EarmarkError, type ErrorKind, toEarmarkError } from '../core/errors.ts';
import type { FrameTable } from '../core/frameTable.ts';
import type { EngineClient } from '../engine/client.ts';
import type { CueSwitches, RequestEvent } from '../engine/protocol.ts';
import type { Observable } from '../player/observable.ts';
import type { Bundles } from './bundles.ts';
import { createFrameTimer, type FrameTimer } from './frameTimer.ts';
import { notify } from './notices.ts';
import type { FrameRange } from './project.ts';
import {
  emptyResult,
  fillFrame,
  forgetFrames,
  isComplete,
  type Result,
  resultId,
  revised,
  withUndecodable,
} from './result.ts';
import { createRun, type Run, type RunOutcome } from './run.ts';
import { announce, findResult, isStale, type SessionStore, updateResult } from './sessionStore.ts';
import { recordFrameTime, type ViewStore } from './viewStore.ts';

export type RunRequest = { readonly expression: string; readonly switches: CueSwitches };

export type Runs = {
  /**
   * Finds a sentence in the open clip, before all that waits. What was running goes on after it,
   * from where it was.
   */
  find(request: RunRequest): Promise<RunOutcome>;
  /** Stops what runs and all that waits. */
  cancel(): void;
};

export type RunPorts = {
  readonly engine: EngineClient;
  readonly session: SessionStore;
  readonly view: ViewStore;
  readonly bundles: Bundles;
  readonly playhead: Observable<number>;
  /** In and Out: nothing outside of them is looked at. */
  readonly range: () => FrameRange | null;
};

/** Masks come by the dozen a second from cached features; the page redraws for them this often. */
const REVISION_MILLISECONDS = 120;

/** After these the next sentence would fail too. */
const ENDS_ALL: ReadonlySet<ErrorKind> = new Set([
  'device-lost',
  'out-of-memory',
  'bundle-invalid',
  'bundle-hash',
  'bundle-unreachable',
  'no-webgpu',
  'no-clip',
]);

export const createRuns = (ports: RunPorts): Runs => {
  const { engine, session, view, bundles, playhead, range } = ports;
  /** In the order in which they run; the first one is running. */
  let queue: readonly Run[] = [];
  let isPumping = false;

  /** The result to fill: an unfinished one of the same sentence goes on from where it is. */
  const prepare = ({ expression, switches }: RunRequest, ptsSeconds: FrameTable): Result => {
    const known = findResult(session.getState(), resultId(expression, switches));
    if (known) {
      return known;
    }
    const result = emptyResult(expression, switches, ptsSeconds);
    session.setState(({ results }) => ({ results: [result, ...results] }));
    return result;
  };

  const isUpToDate = (result: Result): boolean => {
    const state = session.getState();
    return (
      state.bundle.kind === 'ready' &&
      result.key !== null &&
      isComplete(result, range()) &&
      !isStale(state, result)
    );
  };

  const revise = (id: string): (() => void) => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    return () => {
      timer ??= setTimeout(() => {
        timer = null;
        updateResult(session, id, revised);
      }, REVISION_MILLISECONDS);
    };
  };

  /** The engine ends the frame that it is at, and would not tell of it again. */
  const keepLate = (id: string, event: RequestEvent<'segment'>): void => {
    const result = findResult(session.getState(), id);
    if (event.kind === 'mask' && result?.engineResultId === event.resultId) {
      fillFrame(result, event.mask);
      updateResult(session, id, revised);
    }
  };

  const listen = (result: Result, timer: FrameTimer, signal: AbortSignal) => {
    const { id } = result;
    const reviseSoon = revise(id);
    return (event: RequestEvent<'segment'>): void => {
      if (signal.aborted) {
        keepLate(id, event);
        return;
      }
      switch (event.kind) {
        case 'started': {
          const { key } = event;
          if (result.engineResultId !== event.resultId) {
            forgetFrames(result);
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
          fillFrame(result, event.mask);
          reviseSoon();
          break;
        case 'undecodable':
          updateResult(session, id, (before) => withUndecodable(before, event.frameIndex));
          break;
        case 'overview': {
          const { bundle } = session.getState();
          const seconds = timer.secondsAFrame(event.summary);
          if (bundle.kind === 'ready' && seconds !== null) {
            recordFrameTime(view, bundle.provider.provider, seconds);
          }
          updateResult(session, id, (before) => ({ ...before, hasOverview: true }));
          break;
        }
      }
    };
  };

  const segment = async (result: Result, signal: AbortSignal): Promise<void> => {
    const { id, expression, switches } = result;
    updateResult(session, id, (before) => ({ ...before, status: 'waiting', progress: null }));
    await bundles.ensure();
    if (signal.aborted) {
      throw new EarmarkError('aborted', 'Cancelled before the model was ready.');
    }
    const timer = createFrameTimer(() => performance.now());
    const inOut = range();
    const summary = await engine.request(
      'segment',
      {
        expression,
        switches,
        frames: null,
        ...(inOut ? { range: [inOut.first, inOut.last] } : {}),
        playheadFrameIndex: playhead.value,
      },
      { signal, onEvent: listen(result, timer, signal) },
    );
    if (signal.aborted) {
      throw new EarmarkError('aborted', 'It was complete just after it was cancelled.');
    }
    updateResult(session, id, (before) => ({
      ...revised(before),
      summary,
      status: 'done',
      hasOverview: true,
      progress: null,
    }));
  };

  /** A graphics card can be lost for a moment, to a driver or to sleep: once it is worth a second try. */
  const segmentWithRecovery = async (result: Result, signal: AbortSignal): Promise<void> => {
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
  const setStatus = (id: string, status: Result['status']): void =>
    updateResult(session, id, (before) => ({ ...revised(before), status, progress: null }));

  const isQueued = (run: Run): boolean => queue.includes(run);

  const leave = (run: Run, outcome: RunOutcome): void => {
    queue = queue.filter((other) => other !== run);
    run.settle(outcome);
  };

  const fail = (run: Run, result: Result, thrown: unknown): void => {
    const { kind } = toEarmarkError(thrown);
    const hasNothing = result.presence.every(Number.isNaN);
    if (kind === 'aborted') {
      setStatus(run.resultId, 'cancelled');
      leave(run, 'stopped');
    } else if (hasNothing) {
      session.setState(({ results }) => ({
        results: results.filter(({ id }) => id !== run.resultId),
      }));
      leave(run, 'refused');
    } else {
      setStatus(run.resultId, 'failed');
      leave(run, 'stopped');
    }
    if (ENDS_ALL.has(kind)) {
      cancel();
    }
    notify(session, thrown);
  };

  /** Runs the first of the queue until none is left. */
  const pump = async (): Promise<void> => {
    for (let run = queue[0]; run; run = queue[0]) {
      const { controller } = run;
      const result = findResult(session.getState(), run.resultId);
      if (!result || isUpToDate(result)) {
        setStatus(run.resultId, 'done');
        leave(run, result ? 'done' : 'stopped');
        continue;
      }
      try {
        await segmentWithRecovery(result, controller.signal);
        leave(run, 'done');
      } catch (thrown) {
        // An aborted run that is still queued has given way and goes on later.
        if (!controller.signal.aborted && isQueued(run)) {
          fail(run, result, thrown);
        }
      }
    }
  };

  const pumpUnlessPumping = async (): Promise<void> => {
    if (!isPumping) {
      isPumping = true;
      await pump();
      isPumping = false;
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

  const giveWay = (run: Run | undefined): void => {
    if (run) {
      run.controller.abort();
      run.controller = new AbortController();
      setStatus(run.resultId, 'waiting');
    }
  };

  return {
    cancel,
    find(request) {
      const { clip } = session.getState();
      if (!clip) {
        notify(session, new EarmarkError('no-clip', 'A sentence needs a clip.'));
        return Promise.resolve('refused');
      }
      const result = prepare(request, clip.info.ptsSeconds);
      const { id } = result;
      if (isUpToDate(result)) {
        return Promise.resolve('done');
      }
      const [running] = queue;
      const known = queue.find((run) => run.resultId === id);
      if (known && known === running) {
        return known.outcome;
      }
      const run = known ?? createRun(id);
      giveWay(running);
      setStatus(id, 'waiting');
      queue = [run, ...queue.filter((other) => other !== run)];
      void pumpUnlessPumping();
      return run.outcome;
    },
  };
};
