import {
  createContext,
  useContext,
  useEffect,
  useEffectEvent,
  useMemo,
  useSyncExternalStore,
} from 'react';
import { useStore } from 'zustand';
import type { Observable } from '../../core/util/observable.ts';
import type { Transport } from '../playback/playbackControl.ts';
import type { CanvasState } from './canvasStore.ts';
import type { Earmark } from '../earmark.ts';
import { objectViews, resultIdOf, selectedView, type ObjectView } from '../search/objectViews.ts';
import type { ProjectState } from '../document/projectDocument.ts';
import type { SessionState } from './sessionStore.ts';
import type { AudioMatch } from '../search/audioMatches.ts';
import type { ViewState } from './viewStore.ts';

export const EarmarkContext = createContext<Earmark | null>(null);

export const useEarmark = (): Earmark => {
  const earmark = useContext(EarmarkContext);
  if (!earmark) {
    throw new Error('Components of Earmark stand inside its context.');
  }
  return earmark;
};

export const useSession = <T>(select: (state: SessionState) => T): T =>
  useStore(useEarmark().session, select);

export const useView = <T>(select: (state: ViewState) => T): T =>
  useStore(useEarmark().view, select);

export const useCanvas = <T>(select: (state: CanvasState) => T): T =>
  useStore(useEarmark().canvas, select);

export const useProject = <T>(select: (state: ProjectState) => T): T =>
  useStore(useEarmark().project.store, select);

/** All objects with what was found for them; renders again whenever frames come in. */
export const useObjectViews = (): readonly ObjectView[] => {
  const project = useProject((state) => state);
  const results = useSession((state) => state.results);
  const manifest = useSession((state) => state.manifest);
  const selections = useSession((state) => state.selections);
  return useMemo(
    () => objectViews(project, { results, manifest, selections }),
    [project, results, manifest, selections],
  );
};

export const useSelectedView = (): ObjectView | null => {
  const project = useProject((state) => state);
  const results = useSession((state) => state.results);
  const manifest = useSession((state) => state.manifest);
  const selections = useSession((state) => state.selections);
  return useMemo(
    () => selectedView(project, { results, manifest, selections }),
    [project, results, manifest, selections],
  );
};

/** Of the selected object's query; corrections do not change it. */
export const useAudioMatch = (): AudioMatch | null => {
  const object = useSelectedView()?.object;
  return useSession(({ audioMatches }) =>
    object ? (audioMatches[resultIdOf(object)] ?? null) : null,
  );
};

export const useTransport = <T>(select: (state: Transport) => T): T =>
  useStore(useEarmark().player.transport, select);

/** Index of the frame at the playhead; renders again at every step of it. */
export const usePlayhead = (): number => {
  const { playhead } = useEarmark().player;
  return useSyncExternalStore(
    (onChange) => playhead.subscribe(onChange),
    () => playhead.value,
  );
};

/** Calls back at every change without rendering: the callee writes to the DOM itself. */
export const useObservable = <T>(observable: Observable<T>, listener: (value: T) => void): void => {
  const latest = useEffectEvent(listener);
  useEffect(() => observable.subscribe((value) => latest(value)), [observable]);
};
