import type { EngineClient } from '../../engine/client.ts';
import { selectedResult, type SessionState, type SessionStore } from '../session/sessionStore.ts';

/** How well each second's sound matches a sentence: -1..1, NaN where it was not computed. */
export type AudioMatch = Float32Array;

export type AudioMatchSummary = {
  readonly seconds: number;
  readonly computed: number;
  readonly bestSecond: number;
  readonly best: number;
};

export const summariseAudioMatch = (match: AudioMatch): AudioMatchSummary => {
  let computed = 0;
  let [best, bestSecond] = [Number.NEGATIVE_INFINITY, 0];
  for (const [second, value] of match.entries()) {
    if (!Number.isNaN(value)) {
      computed += 1;
      if (value > best) {
        [best, bestSecond] = [value, second];
      }
    }
  }
  return { seconds: match.length, computed, bestSecond, best };
};

/**
 * What the selected result's match depends on; null before its sound was listened to. A run that
 * ends may have listened to more.
 */
const audioMatchKey = (state: SessionState): string | null => {
  const result = selectedResult(state);
  const isHeard = state.clip?.info.audioProblem === null && state.bundle.kind === 'ready';
  if (!result || !isHeard || !result.hasOverview || result.status === 'waiting') {
    return null;
  }
  return JSON.stringify([state.clip?.info.clipId, result.id, result.status === 'running']);
};

/** Asks the engine for the sound match of what is selected, once the first answer is there. */
export const connectAudioMatches = (engine: EngineClient, session: SessionStore): (() => void) => {
  let reading: { readonly key: string; readonly controller: AbortController } | null = null;

  const read = async (key: string, state: SessionState): Promise<void> => {
    const result = selectedResult(state);
    const controller = new AbortController();
    const { signal } = controller;
    reading = { key, controller };
    try {
      const { query, id } = result ?? { query: '', id: '' };
      const match = await engine.request('read-audio-match', { query: query }, { signal });
      if (!signal.aborted) {
        session.setState(({ audioMatches }) => ({
          audioMatches: { ...audioMatches, [id]: match },
        }));
      }
    } catch {
      // What keeps the model from running is told by the run itself; the strip stays empty.
    }
  };
  const stopListening = session.subscribe((state) => {
    const key = audioMatchKey(state);
    if (key !== null && reading?.key !== key) {
      reading?.controller.abort();
      void read(key, state);
    }
  });
  return () => {
    stopListening();
    reading?.controller.abort();
  };
};
