import { createEngineClient, type EngineClient } from '../engine/client.ts';
import { createPlayer, type Player } from '../player/player.ts';
import { connectLook, createCanvasStore, type CanvasStore } from './canvasStore.ts';
import { createBundles, type Bundles } from './bundles.ts';
import { createClips, type Clips } from './clips.ts';
import {
  connectMute,
  connectObjects,
  connectPlayhead,
  connectSelection,
  connectThumbnails,
} from './connections.ts';
import { createCorrections, type Corrections } from './corrections.ts';
import { createExports, type Exports } from './exports.ts';
import { openHandedFiles } from './handedFiles.ts';
import { createLinks, type Links } from './links.ts';
import { connectFineThumbnails } from './fineThumbnails.ts';
import { notify } from './notices.ts';
import { createObjects, type Objects } from './objects.ts';
import { connectObjectThumbnails } from './objectThumbnails.ts';
import { createOffline, type Offline } from './offline.ts';
import { createProject, type Project } from './project.ts';
import { createProjects, type Projects } from './projects.ts';
import { createRuns, type Runs } from './runs.ts';
import { createSelections, type Selections } from './selections.ts';
import { createSessionStore, type SessionStore } from './sessionStore.ts';
import { createTour, type Tour } from './tour.ts';
import { connectSoundMatches } from './soundMatches.ts';
import { connectSuggestions } from './suggestions.ts';
import { createViewStore, type ViewStore } from './viewStore.ts';

/** Everything that a button or a key can reach. Made once; React only looks at it. */
export type Earmark = {
  readonly engine: EngineClient;
  readonly session: SessionStore;
  readonly view: ViewStore;
  readonly canvas: CanvasStore;
  readonly project: Project;
  readonly player: Player;
  readonly bundles: Bundles;
  readonly clips: Clips;
  readonly runs: Runs;
  readonly objects: Objects;
  readonly selections: Selections;
  readonly corrections: Corrections;
  readonly exports: Exports;
  readonly projects: Projects;
  readonly links: Links;
  readonly offline: Offline;
  readonly tour: Tour;
  dispose(): void;
};

export const createEarmark = (): Earmark => {
  const session = createSessionStore();
  const view = createViewStore();
  const canvas = createCanvasStore();
  const project = createProject(() => performance.now());
  const engine = createEngineClient();
  const player = createPlayer(engine, (error) => notify(session, error));
  const bundles = createBundles(engine, session);
  const runs = createRuns({
    engine,
    session,
    view,
    bundles,
    playhead: player.playhead,
    range: () => project.store.getState().range,
  });
  const objects = createObjects({ project, session, view, runs });
  const selections = createSelections({ engine, session, project, bundles });
  const corrections = createCorrections({ engine, session, project, bundles, player });
  const exports = createExports({ engine, session, project, view, selections });
  const clips = createClips({
    engine,
    session,
    view,
    player,
    onReplaced() {
      projects.leave();
      runs.cancel();
      exports.cancel();
      corrections.cancelCarrying();
      project.replace({});
      // A failed opening has told so itself.
      bundles.ensure().catch(() => undefined);
    },
  });
  const projects = createProjects({ engine, session, project, clips, runs });
  const links = createLinks({ session, view, canvas, project, player, bundles, clips, objects });
  const offline = createOffline(session);
  const tour = createTour(session, view);
  openHandedFiles({ session, projects });
  const disconnect = [
    connectSelection(session, project),
    connectPlayhead(engine, player),
    connectObjects({ session, view, project, player }),
    connectObjectThumbnails({ engine, session, project }),
    connectMute(view, player),
    connectThumbnails(session, player),
    connectLook(canvas, session, player),
    connectSoundMatches(engine, session),
    connectSuggestions(engine, session),
    connectFineThumbnails({ engine, session, view }),
  ];
  return {
    engine,
    session,
    view,
    canvas,
    project,
    player,
    bundles,
    clips,
    runs,
    objects,
    selections,
    corrections,
    exports,
    projects,
    links,
    offline,
    tour,
    dispose() {
      for (const stop of disconnect) {
        stop();
      }
      selections.dispose();
      projects.dispose();
      links.dispose();
      offline.dispose();
      tour.dispose();
      runs.cancel();
      exports.cancel();
      player.dispose();
      engine.dispose();
    },
  };
};
