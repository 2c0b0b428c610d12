import { shallow } from 'zustand/shallow';
import type { StoreApi } from 'zustand/vanilla';
import type { EngineClient } from '../../engine/client.ts';
import { objectName, type ProjectDocument } from '../document/projectDocument.ts';
import {
  collectProjectContents,
  takeProjectSnapshot,
  type ProjectSnapshot,
} from './projectContents.ts';
import type { ProjectStorage } from './projectStorage.ts';
import type { RecentProject } from './recentProjects.ts';
import { NOTHING_TO_SAVE, nextSchedule, type SaveEvent, type SavingState } from './saveSchedule.ts';
import { runningResult, type SessionStore } from '../session/sessionStore.ts';

/** What the page shows of stored projects; autosave and the library write it. */
export type ProjectLibraryState = {
  readonly recent: readonly RecentProject[];
  readonly saving: SavingState;
};

type Autosave = {
  /** The open project is the stored one of this id; null: a new one. */
  attachTo(id: string | null): void;
  closeProject(): void;
  dispose(): void;
};

type AutosaveDeps = {
  readonly engine: EngineClient;
  readonly session: SessionStore;
  readonly project: ProjectDocument;
  readonly storage: ProjectStorage;
  readonly store: StoreApi<ProjectLibraryState>;
};

/** Keeps the project in this browser while it is worked on, so that a crash or a reload loses little. */
export const createAutosave = (deps: AutosaveDeps): Autosave => {
  const { engine, session, project, storage, store } = deps;
  let schedule = NOTHING_TO_SAVE;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** One after another: an older state must not overwrite a newer one. */
  let lastWrite: Promise<void> = Promise.resolve();

  const dispatch = (event: SaveEvent): void => {
    const now = performance.now();
    const before = schedule;
    schedule = nextSchedule(before, event, now);
    const { dueMilliseconds, saving } = schedule;
    store.setState({ saving });
    if (dueMilliseconds !== before.dueMilliseconds) {
      clearTimeout(timer);
      timer = dueMilliseconds === null ? undefined : setTimeout(saveNow, dueMilliseconds - now);
    }
  };

  const write = async (projectId: string, snapshot: ProjectSnapshot): Promise<void> => {
    const contents = await collectProjectContents(engine, snapshot);
    const { encodeProjectFile, PROJECT_MIME_TYPE } = await import('./projectFile/projectFile.ts');
    const { clipId, fileName, sampleFile } = contents.clip;
    const recent = await storage.save(
      {
        id: projectId,
        clipId,
        fileName,
        sampleFile,
        savedAtMilliseconds: Date.now(),
        names: contents.objects.map(objectName),
      },
      new Blob([encodeProjectFile(contents)], { type: PROJECT_MIME_TYPE }),
      sampleFile === null ? snapshot.clip.file : null,
    );
    store.setState({ recent });
  };

  const saveNow = (): void => {
    const snapshot = takeProjectSnapshot(session.getState(), project.store.getState());
    const isWorthKeeping = schedule.id !== null || (snapshot?.project.objects.length ?? 0) > 0;
    const id = snapshot && isWorthKeeping ? (schedule.id ?? crypto.randomUUID()) : null;
    dispatch({ kind: 'writing', id });
    if (snapshot && id !== null) {
      lastWrite = lastWrite.then(() =>
        write(id, snapshot).then(
          () => dispatchFor(id, { kind: 'written', hasFailed: false }),
          // No room or no IndexedDB: the header says so; saving to a file still works.
          () => dispatchFor(id, { kind: 'written', hasFailed: true }),
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
  const saveWhatIsDue = (): void => {
    if (schedule.dueMilliseconds !== null) {
      saveNow();
    }
  };
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

  return {
    attachTo: (id) => dispatch({ kind: 'attached', id }),
    closeProject() {
      saveWhatIsDue();
      dispatch({ kind: 'closed' });
    },
    dispose() {
      clearTimeout(timer);
      stopProject();
      stopSession();
      listening.abort();
    },
  };
};
