import { thumbnailFrames } from '../core/thumbnailTimes.ts';
import type { EngineClient } from '../engine/client.ts';
import type { Picture } from '../player/frameStream.ts';
import type { Player } from '../player/player.ts';
import type { OverlaySource } from '../player/screen.ts';
import { isFoundIn, objectViews, resultIdOf, type ObjectView } from './objectViews.ts';
import { selectedObject, type Project } from './project.ts';
import { stateAt } from './result.ts';
import { thresholdsOf, type OpenClip, type SessionStore } from './sessionStore.ts';
import type { ViewStore } from './viewStore.ts';

/** The engine goes on around the playhead; it need not know of every frame that is passed. */
const PLAYHEAD_MILLISECONDS = 250;

export const connectPlayhead = (engine: EngineClient, player: Player): (() => void) => {
  let timer: ReturnType<typeof setTimeout> | null = null;
  return player.playhead.subscribe(() => {
    timer ??= setTimeout(() => {
      timer = null;
      engine.setPlayhead(player.playhead.value);
    }, PLAYHEAD_MILLISECONDS);
  });
};

/** Whatever changes the selected object, undo too, changes which result is looked at. */
export const connectSelection = (session: SessionStore, project: Project): (() => void) =>
  project.store.subscribe((state) => {
    const object = selectedObject(state);
    const selectedResultId = object && resultIdOf(object);
    if (session.getState().selectedResultId !== selectedResultId) {
      session.setState({ selectedResultId });
    }
  });

const overlaySource = (view: ObjectView, opacity: number): OverlaySource | null => {
  const { object, result, presenceThreshold, maskThreshold } = view;
  const { colour, pattern } = view;
  if (!view.isShown || !result?.engineResultId) {
    return null;
  }
  return {
    objectId: object.id,
    resultId: result.engineResultId,
    revision: result.revision,
    stateOf: (frameIndex) => stateAt(result, frameIndex, presenceThreshold),
    maskThreshold,
    isFound: (frameIndex) => isFoundIn(view, frameIndex),
    finish: object.finish,
    strokes: object.strokes,
    opacity,
    colour,
    pattern,
  };
};

type OverlayPorts = {
  readonly session: SessionStore;
  readonly view: ViewStore;
  readonly project: Project;
  readonly player: Player;
};

/** Gives the player the objects' masks whenever anything changes how they are shown. */
export const connectObjects = ({ session, view, project, player }: OverlayPorts): (() => void) => {
  const update = (): void => {
    const { isOriginalShown, overlayOpacity } = view.getState();
    const views = isOriginalShown ? [] : objectViews(project.store.getState(), session.getState());
    player.setOverlays(views.flatMap((object) => overlaySource(object, overlayOpacity) ?? []));
  };
  const stopSession = session.subscribe((state, before) => {
    if (
      state.results !== before.results ||
      state.selections !== before.selections ||
      thresholdsOf(state) !== thresholdsOf(before)
    ) {
      update();
    }
  });
  const stopProject = project.store.subscribe(update);
  const stopView = view.subscribe((state, before) => {
    if (
      state.isOriginalShown !== before.isOriginalShown ||
      state.overlayOpacity !== before.overlayOpacity
    ) {
      update();
    }
  });
  return () => {
    stopSession();
    stopProject();
    stopView();
  };
};

const thumbnailPictures = ({ info, thumbnails, fineThumbnails }: OpenClip): Picture[] => {
  const frames = thumbnailFrames(info.ptsSeconds, info.durationSeconds, thumbnails.length);
  const coarse = frames.flatMap((frameIndex, position) => {
    const bitmap = thumbnails[position];
    return bitmap ? [{ frameIndex, bitmap }] : [];
  });
  return [...coarse, ...fineThumbnails];
};

/** Gives the player what the filmstrip shows, to show it while a frame is decoded. */
export const connectThumbnails = (session: SessionStore, player: Player): (() => void) =>
  session.subscribe(({ clip }, before) => {
    if (clip !== before.clip) {
      player.setThumbnails(clip ? thumbnailPictures(clip) : []);
    }
  });

export const connectMute = (view: ViewStore, player: Player): (() => void) => {
  const update = (): void => player.setMuted(view.getState().isMuted);
  update();
  return view.subscribe(update);
};
