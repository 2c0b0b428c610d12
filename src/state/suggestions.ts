import type { EngineClient } from '../engine/client.ts';
import { runningResult, type SessionState, type SessionStore } from './sessionStore.ts';

/** Nothing is looked for before a person had the time to begin with a sentence. */
const QUIET_MILLISECONDS = 1500;

/** A sample comes with sentences of its own; other clips are looked at once. */
const isWanted = (state: SessionState): boolean =>
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
  let looking: AbortController | null = null;

  const stop = (): void => {
    clearTimeout(timer);
    timer = undefined;
    looking?.abort();
    looking = null;
  };
  const look = async (): Promise<void> => {
    const controller = new AbortController();
    looking = controller;
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
      looking = looking === controller ? null : looking;
    }
  };
  const update = (state: SessionState, before: SessionState): void => {
    const isOther = state.clip?.info !== before.clip?.info;
    if (isOther || (runningResult(state) !== null && state.suggestions.kind !== 'ready')) {
      stop();
      if (state.suggestions.kind === 'looking' || (isOther && state.suggestions.kind !== 'none')) {
        session.setState({ suggestions: { kind: 'none' } });
      }
      return;
    }
    if (isWanted(state)) {
      timer ??= setTimeout(() => {
        timer = undefined;
        if (isWanted(session.getState())) {
          void look();
        }
      }, QUIET_MILLISECONDS);
    }
  };
  const stopListening = session.subscribe(update);
  return () => {
    stopListening();
    stop();
  };
};
