import type { EngineClient } from '../../engine/client.ts';
import { runningResult, type SessionState, type SessionStore } from '../session/sessionStore.ts';

/** Leaves the person time to begin with a query. */
const IDLE_MILLISECONDS = 1500;

/** A sample has queries of its own; for other clips they are suggested once. */
const shouldSuggest = (state: SessionState): boolean =>
  state.clip !== null &&
  state.clip.sample === null &&
  state.bundle.kind === 'ready' &&
  state.suggestions.kind === 'none' &&
  runningResult(state) === null;

/**
 * Suggests queries for the clip while nothing else is computed; a run aborts it.
 */
export const connectSuggestions = (engine: EngineClient, session: SessionStore): (() => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pendingRequest: AbortController | null = null;

  const stop = (): void => {
    clearTimeout(timer);
    timer = undefined;
    pendingRequest?.abort();
    pendingRequest = null;
  };
  const requestSuggestions = async (): Promise<void> => {
    const controller = new AbortController();
    pendingRequest = controller;
    const { signal } = controller;
    session.setState({ suggestions: { kind: 'looking' } });
    try {
      const sentences = await engine.request('suggest', {}, { signal });
      if (!signal.aborted) {
        session.setState({ suggestions: { kind: 'ready', sentences } });
      }
    } catch {
      // The next run reports what keeps the model from running.
      if (!signal.aborted) {
        session.setState({ suggestions: { kind: 'ready', sentences: [] } });
      }
    } finally {
      pendingRequest = pendingRequest === controller ? null : pendingRequest;
    }
  };
  const update = (state: SessionState, before: SessionState): void => {
    const isOtherClip = state.clip?.info !== before.clip?.info;
    if (isOtherClip || (runningResult(state) !== null && state.suggestions.kind !== 'ready')) {
      stop();
      if (
        state.suggestions.kind === 'looking' ||
        (isOtherClip && state.suggestions.kind !== 'none')
      ) {
        session.setState({ suggestions: { kind: 'none' } });
      }
      return;
    }
    if (shouldSuggest(state)) {
      timer ??= setTimeout(() => {
        timer = undefined;
        if (shouldSuggest(session.getState())) {
          void requestSuggestions();
        }
      }, IDLE_MILLISECONDS);
    }
  };
  const stopListening = session.subscribe(update);
  return () => {
    stopListening();
    stop();
  };
};
