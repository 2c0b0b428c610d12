import { shallow } from 'zustand/shallow';
import { thumbnailFrameIndices } from '../core/time/thumbnailTimes.ts';
import type { EngineClient } from '../engine/client.ts';
import type { FrameBitmap } from '../protocol/requests.ts';
import type { Player } from './playback/player.ts';
import type { ObjectLayer } from './playback/layerMasks.ts';
import { isDetectedIn, objectViews, resultIdOf, type ObjectView } from './search/objectViews.ts';
import { notify } from './session/notices.ts';
import { selectedObject, type ProjectDocument } from './document/projectDocument.ts';
import { frameStateAt } from './search/queryResult.ts';
import { thresholdsOf, type OpenClip, type SessionStore } from './session/sessionStore.ts';
import type { ViewStore } from './session/viewStore.ts';

/** An engine that has stopped is told, also when nothing waits for it. */
export const connectEngineFailure = (engine: EngineClient, session: SessionStore): (() => void) =>
  engine.failure.subscribe(() => {
    if (engine.failure.value !== null) {
      notify(session, engine.failure.value);
    }
  });

/** The engine computes around the playhead; it need not know every frame of playback. */
const PLAYHEAD_UPDATE_MILLISECONDS = 250;

export const connectPlayhead = (engine: EngineClient, player: Player): (() => void) => {
  let timer: ReturnType<typeof setTimeout> | null = null;
  return player.playhead.subscribe(() => {
    timer ??= setTimeout(() => {
      timer = null;
      engine.setPlayhead(player.playhead.value);
    }, PLAYHEAD_UPDATE_MILLISECONDS);
  });
};

/** The selected object, which undo changes too, decides the selected result. */
export const connectSelectedResult = (
  session: SessionStore,
  project: ProjectDocument,
): (() => void) =>
  project.store.subscribe(
    (state) => {
      const object = selectedObject(state);
      return object && resultIdOf(object);
    },
    (selectedResultId) => session.setState({ selectedResultId }),
  );

const objectLayer = (view: ObjectView, opacity: number): ObjectLayer | null => {
  const { object, result, presenceThreshold, maskThreshold } = view;
  const { colour, pattern } = view;
  if (!view.isShown || !result?.engineResultId) {
    return null;
  }
  return {
    objectId: object.id,
    resultId: result.engineResultId,
    revision: result.revision,
    stateOf: (frameIndex) => frameStateAt(result, frameIndex, presenceThreshold),
    maskThreshold,
    isDetected: (frameIndex) => isDetectedIn(view, frameIndex),
    finish: object.finish,
    strokes: object.strokes,
    opacity,
    colour,
    pattern,
  };
};

type ObjectLayerDeps = {
  readonly session: SessionStore;
  readonly view: ViewStore;
  readonly project: ProjectDocument;
  readonly player: Player;
};

/** Gives the player the objects' layers whenever their masks or looks change. */
export const connectObjectLayers = ({
  session,
  view,
  project,
  player,
}: ObjectLayerDeps): (() => void) => {
  const update = (): void => {
    const { isOriginalShown, overlayOpacity } = view.getState();
    const views = isOriginalShown ? [] : objectViews(project.store.getState(), session.getState());
    player.setLayers(views.flatMap((object) => objectLayer(object, overlayOpacity) ?? []));
  };
  const stopSession = session.subscribe(
    (state) => [state.results, state.selections, thresholdsOf(state)],
    update,
    { equalityFn: shallow },
  );
  const stopProject = project.store.subscribe(update);
  const stopView = view.subscribe(
    ({ isOriginalShown, overlayOpacity }) => [isOriginalShown, overlayOpacity],
    update,
    { equalityFn: shallow },
  );
  return () => {
    stopSession();
    stopProject();
    stopView();
  };
};

const thumbnailBitmaps = ({ info, thumbnails, fineThumbnails }: OpenClip): FrameBitmap[] => {
  const frames = thumbnailFrameIndices(info.ptsSeconds, info.durationSeconds, thumbnails.length);
  const evenlySpread = frames.flatMap((frameIndex, position) => {
    const bitmap = thumbnails[position];
    return bitmap ? [{ frameIndex, bitmap }] : [];
  });
  return [...evenlySpread, ...fineThumbnails];
};

/** Gives the player what the filmstrip shows, to show it while a frame is decoded. */
export const connectFilmstripThumbnails = (session: SessionStore, player: Player): (() => void) =>
  session.subscribe(
    ({ clip }) => clip,
    (clip) => player.setThumbnails(clip ? thumbnailBitmaps(clip) : []),
  );

/** Playback stays within In and Out. */
export const connectPlaybackRange = (project: ProjectDocument, player: Player): (() => void) => {
  player.setRange(project.store.getState().range);
  return project.store.subscribe(({ range }, before) => {
    if (range !== before.range) {
      player.setRange(range);
    }
  });
};

export const connectMute = (view: ViewStore, player: Player): (() => void) =>
  view.subscribe(
    ({ isMuted }) => isMuted,
    (isMuted) => player.setMuted(isMuted),
    { fireImmediately: true },
  );
