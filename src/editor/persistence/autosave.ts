import { shallow } from 'zustand/shallow';
import type { StoreApi } from 'zustand/vanilla';
import type { EngineClient } from '../../engine/client.ts';
import type { ProjectDocument } from '../document/projectDocument.ts';
import { takeProjectSnapshot, type ProjectSnapshot } from './projectContents.ts';
import type { ProjectStorage } from './projectStorage.ts';
import { writeProject } from './projectWriter.ts';
import type { RecentProject } from './recentProjects.ts';
import type { ProjectLocks } from './projectLocks.ts';
import {
  describeSaveFailure,
  isSaveFailure,
  NOTHING_TO_SAVE,
  nextSchedule,
  type SaveEvent,
  type SavingState,
} from './saveSchedule.ts';
import { announceVisibly, runningResult, type SessionStore } from '../session/sessionStore.ts';
import type { ViewStore } from '../session/viewStore.ts';

/** What the page shows of stored projects; autosave and the library write it. */
export type ProjectLibraryState = {
  readonly recent: readonly RecentProject[];
  readonly saving: SavingState;
};

type Autosave = {
  /**
   * Puts the stored project of this id in the place of the open one; null: a new one. Nothing is
   * written meanwhile, or the project would be stored a second time under an id of its own. One
   * that another tab has open is kept as a copy, which the person is told.
   * @throws what `restore` throws; then the open project stays the one that is saved.
   */
  replaceProject(id: string | null, restore: () => Promise<void>): Promise<void>;
  closeProject(): void;
  dispose(): void;
};

type AutosaveDeps = {
  readonly engine: EngineClient;
  readonly session: SessionStore;
  readonly view: ViewStore;
  readonly project: ProjectDocument;
  readonly storage: ProjectStorage;
  readonly locks: ProjectLocks;
  readonly store: StoreApi<ProjectLibraryState>;
};

/** What is edited, found and wanted. @returns a function that ends it */
const listenToStores = (
  { session, view, project, storage, store }: AutosaveDeps,
  dispatch: (event: SaveEvent) => void,
  isStored: () => boolean,
): (() => void) => {
  const stopProject = project.store.subscribe(
    ({ objects, range, soloId }) => [objects, range, soloId],
    () => dispatch({ kind: 'edited' }),
    { equalityFn: shallow },
  );
  const stopSession = session.subscribe(
    ({ results }) => results,
    () => {
      if (project.store.getState().objects.length > 0) {
        const isRunning = runningResult(session.getState()) !== null;
        dispatch({ kind: 'results-changed', isRunning });
      }
    },
  );
  const stopView = view.subscribe(
    ({ clipKeeping }) => clipKeeping,
    (clipKeeping) => {
      if (clipKeeping === 'keep' && isStored()) {
        dispatch({ kind: 'edited' });
      } else if (clipKeeping === 'never') {
        storage.removeClips().then(
          (recent) => store.setState({ recent }),
          // Without IndexedDB there are none.
          () => undefined,
        );
      }
    },
  );
  return () => {
    stopProject();
    stopSession();
    stopView();
  };
};

/** A page that is hidden or left. @returns a function that ends it */
const listenToPage = (saveWhatIsDue: () => void, wouldLose: () => boolean): (() => void) => {
  const listening = new AbortController();
  document.addEventListener(
    'visibilitychange',
    () => {
      // The last event of a tab that is closed or suspended.
      if (document.visibilityState === 'hidden') {
        saveWhatIsDue();
      }
    },
    { signal: listening.signal },
  );
  window.addEventListener(
    'beforeunload',
    (event) => {
      // The browser asks whether to leave: what is not saved would be lost.
      if (wouldLose()) {
        event.preventDefault();
      }
    },
    { signal: listening.signal },
  );
  return () => listening.abort();
};

/** Keeps the project in this browser while it is worked on, so that a crash or a reload loses little. */
export const createAutosave = (deps: AutosaveDeps): Autosave => {
  const { session, project, locks, store } = deps;
  let schedule = NOTHING_TO_SAVE;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** One after another: an older state must not overwrite a newer one. */
  let lastWrite: Promise<void> = Promise.resolve();

  const dispatch = (event: SaveEvent): void => {
    const now = performance.now();
    const before = schedule;
    schedule = nextSchedule(before, event, now);
    const { dueMilliseconds, saving } = schedule;
    if (isSaveFailure(saving) && !isSaveFailure(before.saving)) {
      announceVisibly(
        session,
        'Edits are not kept in this browser now: save the project as a file.',
      );
    }
    store.setState({ saving });
    if (dueMilliseconds !== before.dueMilliseconds) {
      clearTimeout(timer);
      timer = dueMilliseconds === null ? undefined : setTimeout(saveNow, dueMilliseconds - now);
    }
  };

  const write = async (id: string, snapshot: ProjectSnapshot): Promise<void> =>
    store.setState({ recent: await writeProject(deps, id, snapshot) });

  const saveNow = (): void => {
    const snapshot = takeProjectSnapshot(session.getState(), project.store.getState());
    const isWorthKeeping = schedule.id !== null || (snapshot?.project.objects.length ?? 0) > 0;
    const id = snapshot && isWorthKeeping ? (schedule.id ?? crypto.randomUUID()) : null;
    if (id !== null) {
      void locks.take(id);
    }
    dispatch({ kind: 'writing', id });
    if (snapshot && id !== null) {
      lastWrite = lastWrite.then(() =>
        write(id, snapshot).then(
          () => dispatchFor(id, { kind: 'written', failure: null }),
          // No room or no IndexedDB: the header says so; saving to a file still works.
          (thrown: unknown) =>
            dispatchFor(id, { kind: 'written', failure: describeSaveFailure(thrown) }),
        ),
      );
    }
  };
  /** The project may have been closed while it was written. */
  const dispatchFor = (id: string, event: SaveEvent): void => {
    if (schedule.id === id) {
      dispatch(event);
    }
  };

  const stopStores = listenToStores(deps, dispatch, () => schedule.id !== null);
  const saveWhatIsDue = (): void => {
    if (schedule.dueMilliseconds !== null) {
      saveNow();
    }
  };
  const stopPage = listenToPage(saveWhatIsDue, () => isSaveFailure(schedule.saving));

  return {
    async replaceProject(id, restore) {
      saveWhatIsDue();
      dispatch({ kind: 'held' });
      try {
        await restore();
      } catch (thrown) {
        dispatch({ kind: 'released' });
        throw thrown;
      }
      const isOwn = id === null || (await locks.take(id));
      if (schedule.id !== null && schedule.id !== id) {
        locks.release(schedule.id, lastWrite);
      }
      dispatch({ kind: 'attached', id: isOwn ? id : null });
      if (!isOwn) {
        announceVisibly(session, 'Another tab has this project open: here a copy of it is kept.');
      }
    },
    closeProject() {
      saveWhatIsDue();
      if (schedule.id !== null) {
        locks.release(schedule.id, lastWrite);
      }
      dispatch({ kind: 'closed' });
    },
    dispose() {
      clearTimeout(timer);
      stopStores();
      stopPage();
    },
  };
};
