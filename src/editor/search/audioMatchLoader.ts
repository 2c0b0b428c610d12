import type { EngineClient } from '../../engine/client.ts';
import { selectedResult, type SessionState, type SessionStore } from '../session/sessionStore.ts';

/**
 * Key of the selected result's match; null before its audio is encoded. A run that ends may have
 * encoded more.
 */
const audioMatchKey = (state: SessionState): string | null => {
  const result = selectedResult(state);
  const hasAudio = state.clip?.info.audioProblem === null && state.bundle.kind === 'ready';
  if (
    !result ||
    result.query === '' ||
    !hasAudio ||
    !result.hasOverview ||
    result.status === 'waiting'
  ) {
    return null;
  }
  return JSON.stringify([state.clip?.info.clipId, result.id, result.status === 'running']);
};

/** Reads the audio match of the selected result once its overview pass is done. */
export const connectAudioMatches = (engine: EngineClient, session: SessionStore): (() => void) => {
  let reading: { readonly key: string; readonly controller: AbortController } | null = null;

  const read = async (key: string, state: SessionState): Promise<void> => {
    const result = selectedResult(state);
    const controller = new AbortController();
    const { signal } = controller;
    reading = { key, controller };
    try {
      const { query, id } = result ?? { query: '', id: '' };
      const match = await engine.request('read-audio-match', { query }, { signal });
      if (!signal.aborted) {
        session.setState(({ audioMatches }) => ({
          audioMatches: { ...audioMatches, [id]: match },
        }));
      }
    } catch {
      // The run itself reports why the model cannot run; the strip stays empty.
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
