import type { EngineClient } from '../../engine/client.ts';
import { runningResult, type SessionState, type SessionStore } from '../session/sessionStore.ts';

/** Nothing is looked for before a person had the time to begin with a sentence. */
const IDLE_MILLISECONDS = 1500;

/** A sample comes with sentences of its own; other clips are looked at once. */
const shouldSuggest = (state: SessionState): boolean =>
  state.clip !== null &&
  state.clip.sample === null &&
  state.bundle.kind === 'ready' &&
  state.suggestions.kind === 'none' &&
  runningResult(state) === null;

/**
 * Looks for sentences that fit the clip while nothing else is computed; a sentence that is asked
 * goes before it.
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
      // Whatever keeps the model from running is told by the sentence that a person asks.
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
