import type { EngineClient } from '../../engine/client.ts';
import type { Player } from '../playback/player.ts';
import type { ObjectView } from '../search/objectViews.ts';
import { countFrames } from '../search/queryResult.ts';
import { notify } from '../session/notices.ts';
import { announceVisibly, type SessionStore } from '../session/sessionStore.ts';
import type { ObjectCommands } from './objectCommands.ts';
import { weakGuessThresholds } from './weakGuess.ts';

type WeakGuessDeps = {
  readonly engine: Pick<EngineClient, 'request'>;
  readonly session: SessionStore;
  readonly player: Pick<Player, 'pause' | 'seek'>;
  readonly objects: Pick<ObjectCommands, 'setThresholds'>;
};

const NO_GUESS = 'There is not even a weak guess: the model drew nothing for this sentence.';

/** Lowers an object's thresholds until its best frame shows something, and goes there; else says so. */
export const showWeakGuess = async (
  { engine, session, player, objects }: WeakGuessDeps,
  view: ObjectView | undefined,
): Promise<void> => {
  const resultId = view?.result?.engineResultId;
  if (!view?.result || resultId == null) {
    return;
  }
  const { bestPresence, bestFrameIndex: frameIndex } = countFrames(
    view.result,
    view.presenceThreshold,
  );
  try {
    const mask = await engine.request('read-mask', { resultId, frameIndex });
    const probability = mask?.probability ?? new Uint8Array();
    const guess = weakGuessThresholds(bestPresence, probability, view.maskThreshold);
    if (guess === null) {
      announceVisibly(session, NO_GUESS);
      return;
    }
    objects.setThresholds(view.object.id, guess);
    player.pause();
    player.seek(frameIndex);
  } catch (error) {
    notify(session, error);
  }
};
