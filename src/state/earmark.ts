import { objectColour } from '../core/palette.ts';
import { createEngineClient, type EngineClient } from '../engine/client.ts';
import { createPlayer, type Player } from '../player/player.ts';
import type { OverlaySource } from '../player/screen.ts';
import { createBundles, type Bundles } from './bundles.ts';
import { createClips, type Clips } from './clips.ts';
import { createExports, type Exports } from './exports.ts';
import { notify } from './notices.ts';
import { stateAt } from './result.ts';
import { createRuns, type Runs } from './runs.ts';
import {
  createSessionStore,
  presenceThresholdOf,
  selectedResult,
  thresholdsOf,
  type SessionStore,
} from './sessionStore.ts';
import { createViewStore, type ViewStore } from './viewStore.ts';

/** Everything that a button or a key can reach. Made once; React only looks at it. */
export type Earmark = {
  readonly engine: EngineClient;
  readonly session: SessionStore;
  readonly view: ViewStore;
  readonly player: Player;
  readonly bundles: Bundles;
  readonly clips: Clips;
  readonly runs: Runs;
  readonly exports: Exports;
  dispose(): void;
};

/** The colour of the one thing that is looked for. */
export const THING_COLOUR = objectColour(0);

/** The engine goes on around the playhead; it need not know of every frame that is passed. */
const PLAYHEAD_MILLISECONDS = 250;

const connectPlayhead = (engine: EngineClient, player: Player): (() => void) => {
  let timer: ReturnType<typeof setTimeout> | null = null;
  return player.playhead.subscribe(() => {
    timer ??= setTimeout(() => {
      timer = null;
      engine.setPlayhead(player.playhead.value);
    }, PLAYHEAD_MILLISECONDS);
  });
};

/** Gives the player the selected result's masks whenever anything changes how they are shown. */
const connectOverlay = (session: SessionStore, view: ViewStore, player: Player): (() => void) => {
  const overlaySource = (): OverlaySource | null => {
    const state = session.getState();
    const { isOriginalShown, overlayOpacity, maskThreshold } = view.getState();
    const result = selectedResult(state);
    if (!result?.engineResultId || isOriginalShown) {
      return null;
    }
    const presenceThreshold = presenceThresholdOf(state, result);
    return {
      resultId: result.engineResultId,
      stateOf: (frameIndex) => stateAt(result, frameIndex, presenceThreshold),
      maskThreshold: maskThreshold ?? thresholdsOf(state).mask,
      opacity: overlayOpacity,
      colour: THING_COLOUR,
    };
  };
  const update = (): void => player.setOverlay(overlaySource());
  const stopSession = session.subscribe((state, before) => {
    if (
      state.results !== before.results ||
      state.selectedResultId !== before.selectedResultId ||
      state.bundle !== before.bundle
    ) {
      update();
    }
  });
  const stopView = view.subscribe(update);
  return () => {
    stopSession();
    stopView();
  };
};

const connectMute = (view: ViewStore, player: Player): (() => void) => {
  const update = (): void => player.setMuted(view.getState().isMuted);
  update();
  return view.subscribe(update);
};

export const createEarmark = (): Earmark => {
  const session = createSessionStore();
  const view = createViewStore();
  const engine = createEngineClient();
  const player = createPlayer(engine, (error) => notify(session, error));
  const bundles = createBundles(engine, session);
  const runs = createRuns({ engine, session, view, bundles, playhead: player.playhead });
  const exports = createExports({ engine, session, view });
  const clips = createClips({
    engine,
    session,
    view,
    player,
    onReplaced() {
      runs.cancel();
      exports.cancel();
      // A failed opening has told so itself.
      bundles.ensure().catch(() => undefined);
    },
  });
  const disconnect = [
    connectPlayhead(engine, player),
    connectOverlay(session, view, player),
    connectMute(view, player),
  ];
  return {
    engine,
    session,
    view,
    player,
    bundles,
    clips,
    runs,
    exports,
    dispose() {
      for (const stop of disconnect) {
        stop();
      }
      runs.cancel();
      exports.cancel();
      player.dispose();
      engine.dispose();
    },
  };
};
