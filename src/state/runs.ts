import { EarmarkError, toEarmarkError } from '../core/errors.ts';
import { parseExpression } from '../core/expression.ts';
import type { EngineClient } from '../engine/client.ts';
import type { RequestEvent } from '../engine/protocol.ts';
import type { Observable } from '../player/observable.ts';
import type { Bundles } from './bundles.ts';
import { createFrameTimer, type FrameTimer } from './frameTimer.ts';
import { dismissSentenceNotices, notify } from './notices.ts';
import { emptyResult, fillFrame, resultId, type Result } from './result.ts';
import { announce, updateResult, type SessionStore } from './sessionStore.ts';
import { recordFrameTime, type ViewStore } from './viewStore.ts';

export type Runs = {
  /** Finds the sentence in the open clip with the cues that are on; stops the run before. */
  start(expression: string): Promise<void>;
  cancel(): void;
};

export type RunPorts = {
  readonly engine: EngineClient;
  readonly session: SessionStore;
  readonly view: ViewStore;
  readonly bundles: Bundles;
  readonly playhead: Observable<number>;
};

/** Masks come by the dozen a second from cached features; the page redraws for them this often. */
const REVISION_MILLISECONDS = 120;

export const createRuns = ({ engine, session, view, bundles, playhead }: RunPorts): Runs => {
  let current: { readonly result: Result; readonly controller: AbortController } | null = null;

  /** The result to fill: an unfinished one of the same sentence goes on from where it is. */
  const prepare = (expression: string, frameCount: number): Result => {
    const { results, switches } = session.getState();
    const id = resultId(expression, switches);
    const known = results.find((result) => result.id === id);
    const result = known ?? emptyResult(expression, switches, frameCount);
    session.setState({
      expression,
      selectedResultId: id,
      results: known ? results : [result, ...results],
    });
    return result;
  };

  const isUpToDate = ({ status, key }: Result): boolean => {
    const { bundle } = session.getState();
    return (
      status === 'done' && bundle.kind === 'ready' && key?.provider === bundle.provider.provider
    );
  };

  const revise = (id: string): (() => void) => {
    let timer: ReturnType<typeof setTimeout> | null = null;
    return () => {
      timer ??= setTimeout(() => {
        timer = null;
        updateResult(session, id, (result) => ({ ...result, revision: result.revision + 1 }));
      }, REVISION_MILLISECONDS);
    };
  };

  const listen = (result: Result, timer: FrameTimer, signal: AbortSignal) => {
    const { id } = result;
    const reviseSoon = revise(id);
    return (event: RequestEvent<'segment'>): void => {
      if (signal.aborted) {
        return;
      }
      switch (event.kind) {
        case 'started': {
          const { key } = event;
          if (result.engineResultId !== event.resultId) {
            // Another provider's frames: a result never mixes two.
            result.presence.fill(Number.NaN);
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

  const run = async (result: Result, signal: AbortSignal): Promise<void> => {
    const { id, expression, switches } = result;
    updateResult(session, id, (before) => ({ ...before, status: 'waiting', progress: null }));
    await bundles.ensure();
    if (signal.aborted) {
      throw new EarmarkError('aborted', 'Cancelled before the model was ready.');
    }
    const timer = createFrameTimer(() => performance.now());
    const summary = await engine.request(
      'segment',
      { expression, switches, frames: null, playheadFrameIndex: playhead.value },
      { signal, onEvent: listen(result, timer, signal) },
    );
    if (signal.aborted) {
      throw new EarmarkError('aborted', 'It was complete just after it was cancelled.');
    }
    updateResult(session, id, (before) => ({
      ...before,
      summary,
      status: 'done',
      hasOverview: true,
      progress: null,
      revision: before.revision + 1,
    }));
  };

  /** A graphics card can be lost for a moment, to a driver or to sleep: once it is worth a second try. */
  const runWithRecovery = async (result: Result, signal: AbortSignal): Promise<void> => {
    try {
      await run(result, signal);
    } catch (thrown) {
      if (toEarmarkError(thrown).kind !== 'device-lost' || signal.aborted) {
        throw thrown;
      }
      announce(session, 'The graphics card was lost; trying once more.');
      await bundles.recover();
      await run(result, signal);
    }
  };

  const stopResult = ({ id }: Result, status: 'cancelled' | 'failed'): void =>
    updateResult(session, id, (before) => ({ ...before, status, progress: null }));

  /** A sentence that failed before its first frame is no result; the one before is shown again. */
  const forget = ({ id }: Result, selectedBefore: string | null): void =>
    session.setState(({ results, selectedResultId }) => ({
      results: results.filter((result) => result.id !== id),
      selectedResultId: selectedResultId === id ? selectedBefore : selectedResultId,
    }));

  /** The page stops at once; the engine still ends the frame that it is at. */
  const cancel = (): void => {
    if (current) {
      current.controller.abort();
      stopResult(current.result, 'cancelled');
      current = null;
    }
  };

  return {
    cancel,
    async start(text) {
      const { clip } = session.getState();
      try {
        if (!clip) {
          throw new EarmarkError('no-clip', 'A sentence needs a clip.');
        }
        dismissSentenceNotices(session);
        const expression = parseExpression(text);
        const { selectedResultId } = session.getState();
        const result = prepare(expression, clip.info.ptsSeconds.length);
        cancel();
        if (isUpToDate(result)) {
          return;
        }
        const controller = new AbortController();
        current = { result, controller };
        try {
          await runWithRecovery(result, controller.signal);
        } catch (thrown) {
          const { kind } = toEarmarkError(thrown);
          if (controller.signal.aborted) {
            announce(session, 'Stopped.');
          } else if (kind === 'aborted') {
            stopResult(result, 'cancelled');
          } else if (result.presence.every(Number.isNaN)) {
            forget(result, selectedResultId);
          } else {
            stopResult(result, 'failed');
          }
          throw thrown;
        } finally {
          if (current?.controller === controller) {
            current = null;
          }
        }
      } catch (error) {
        notify(session, error);
      }
    },
  };
};
