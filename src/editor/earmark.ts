import { createEngineClient, type EngineClient } from '../engine/client.ts';
import { createClipBin, type ClipBin } from './bin/clipBin.ts';
import { createPlayer, type Player } from './playback/player.ts';
import { connectLookSettings, createCanvasStore, type CanvasStore } from './session/canvasStore.ts';
import { createBundleLoader, type BundleLoader } from './session/bundleLoader.ts';
import { createClipLoader, type ClipLoader } from './session/clipLoader.ts';
import {
  connectPlaybackRange,
  connectMute,
  connectObjectLayers,
  connectEngineFailure,
  connectPlayhead,
  connectSelectedResult,
  connectFilmstripThumbnails,
} from './connections.ts';
import {
  createCorrectionCommands,
  type CorrectionCommands,
} from './document/correctionCommands.ts';
import { createExportController, type ExportController } from './export/exportController.ts';
import { openLaunchFiles } from './persistence/launchFiles.ts';
import {
  createShareLinkController,
  type ShareLinkController,
} from './persistence/shareLinkController.ts';
import { connectFineThumbnails } from './session/fineThumbnails.ts';
import { notify } from './session/notices.ts';
import { createObjectCommands, type ObjectCommands } from './document/objectCommands.ts';
import { connectObjectThumbnails } from './search/objectThumbnails.ts';
import {
  createServiceWorkerClient,
  type ServiceWorkerClient,
} from './session/serviceWorkerClient.ts';
import { createProjectDocument, type ProjectDocument } from './document/projectDocument.ts';
import { createProjectLibrary, type ProjectLibrary } from './persistence/projectLibrary.ts';
import { createRunController, type RunController } from './search/runController.ts';
import {
  createSelectionController,
  type SelectionController,
} from './document/selectionController.ts';
import { createSessionStore, type SessionStore } from './session/sessionStore.ts';
import { createTour, type Tour } from './session/tour.ts';
import { connectAudioMatches } from './search/audioMatchLoader.ts';
import { connectSuggestions } from './search/suggestions.ts';
import { createViewStore, type ViewStore } from './session/viewStore.ts';
import { createThemeStore, type ThemeStore } from './ui/themeStore.ts';

/** The editor's stores and controllers. Created once; React components read them by context. */
export type Earmark = {
  readonly engine: EngineClient;
  readonly session: SessionStore;
  readonly view: ViewStore;
  readonly theme: ThemeStore;
  readonly canvas: CanvasStore;
  readonly project: ProjectDocument;
  readonly player: Player;
  readonly bundles: BundleLoader;
  readonly clips: ClipLoader;
  readonly runs: RunController;
  readonly objects: ObjectCommands;
  readonly selections: SelectionController;
  readonly corrections: CorrectionCommands;
  readonly exports: ExportController;
  readonly projects: ProjectLibrary;
  readonly bin: ClipBin;
  readonly links: ShareLinkController;
  readonly offline: ServiceWorkerClient;
  readonly tour: Tour;
  dispose(): void;
};

export const createEarmark = (): Earmark => {
  const session = createSessionStore();
  const view = createViewStore();
  const theme = createThemeStore();
  const canvas = createCanvasStore();
  const project = createProjectDocument(() => performance.now());
  const engine = createEngineClient();
  const player = createPlayer(engine, (error) => notify(session, error));
  const bundles = createBundleLoader(engine, session);
  const runs = createRunController({
    engine,
    session,
    view,
    bundles,
    playhead: player.playhead,
    range: () => project.store.getState().range,
  });
  const objects = createObjectCommands({ project, session, view, runs });
  const selections = createSelectionController({ engine, session, project, bundles });
  const corrections = createCorrectionCommands({
    engine,
    session,
    project,
    bundles,
    player,
    objects,
  });
  const exports = createExportController({ engine, session, project, view, canvas, selections });
  const clips = createClipLoader({
    engine,
    session,
    view,
    player,
    onReplaced() {
      projects.closeProject();
      runs.cancel();
      exports.cancel();
      corrections.cancelPropagation();
      project.replace({});
      // The bundle loader shows the error.
      bundles.ensureOpen().catch(() => undefined);
    },
  });
  const projects = createProjectLibrary({
    engine,
    session,
    view,
    project,
    clips,
    runs,
    fillBin: (files) => bin.add(files),
  });
  const bin = createClipBin({ session, view, canvas, bundles, exports, projects });
  const links = createShareLinkController({
    session,
    view,
    canvas,
    project,
    player,
    bundles,
    clips,
    objects,
  });
  const offline = createServiceWorkerClient(session);
  const tour = createTour(session, view);
  openLaunchFiles({ session, projects });
  const disconnect = [
    connectSelectedResult(session, project),
    connectEngineFailure(engine, session),
    connectPlayhead(engine, player),
    connectObjectLayers({ session, view, project, player }),
    connectObjectThumbnails({ engine, session, project }),
    connectMute(view, player),
    connectPlaybackRange(project, player),
    connectFilmstripThumbnails(session, player),
    connectLookSettings(canvas, session, player),
    connectAudioMatches(engine, session),
    connectSuggestions(engine, session),
    connectFineThumbnails({ engine, session, view }),
  ];
  return {
    engine,
    session,
    view,
    theme,
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
    bin,
    links,
    offline,
    tour,
    dispose() {
      for (const stop of disconnect) {
        stop();
      }
      selections.dispose();
      bin.dispose();
      projects.dispose();
      links.dispose();
      offline.dispose();
      tour.dispose();
      bundles.dispose();
      runs.cancel();
      exports.cancel();
      player.dispose();
      engine.dispose();
    },
  };
};
