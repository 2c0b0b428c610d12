import { EarmarkError, toEarmarkError } from '../core/errors.ts';
import { parseExpression } from '../core/expression.ts';
import type { EngineClient } from '../engine/client.ts';
import type { RequestEvent } from '../engine/protocol.ts';
import type { Observable } from '../player/observable.ts';
import type { Bundles } from './bundles.ts';
import { createFrameTimer, type FrameTimer } from './frameTimer.ts';
import { notify } from './notices.ts';
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
  let current: AbortController | null = null;

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
    updateResult(session, id, (before) => ({
      ...before,
      summary,
      status: 'done',
      hasOverview: true,
      progress: null,
      revision: before.revision + 1,
    }));
  };

  const cancel = (): void => {
    current?.abort();
    current = null;
  };

  return {
    cancel,
    async start(text) {
      const { clip } = session.getState();
      try {
        if (!clip) {
          throw new EarmarkError('no-clip', 'A sentence needs a clip.');
        }
        const result = prepare(parseExpression(text), clip.info.ptsSeconds.length);
        cancel();
        if (isUpToDate(result)) {
          return;
        }
        const controller = new AbortController();
        current = controller;
        try {
          await run(result, controller.signal);
        } catch (thrown) {
          const { kind } = toEarmarkError(thrown);
          const status = kind === 'aborted' ? 'cancelled' : 'failed';
          updateResult(session, result.id, (before) => ({ ...before, status, progress: null }));
          if (kind === 'aborted') {
            announce(session, 'Stopped.');
          }
          throw thrown;
        } finally {
          if (current === controller) {
            current = null;
          }
        }
      } catch (error) {
        notify(session, error);
      }
    },
  };
};
