import type { StoreApi } from 'zustand/vanilla';
import type { EngineClient } from '../../engine/client.ts';
import { objectName, type ProjectDocument } from '../document/projectDocument.ts';
import {
  collectProjectContents,
  takeProjectSnapshot,
  type ProjectSnapshot,
} from './projectContents.ts';
import type { ProjectLibraryState } from './projectLibrary.ts';
import type { ProjectStorage } from './projectStorage.ts';
import { runningResult, type SessionStore } from '../session/sessionStore.ts';

export type Autosave = {
  /** The project is this one of the kept ones; null is a new one. */
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

const SAVE_AFTER_EDIT_MILLISECONDS = 1000;
/** While masks come in, they are written now and then. */
const SAVE_WHILE_RUNNING_MILLISECONDS = 6000;

/** Keeps the project in this browser while it is worked on, so that a crash or a reload loses little. */
export const createAutosave = (deps: AutosaveDeps): Autosave => {
  const { engine, session, project, storage, store } = deps;
  let id: string | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let dueMilliseconds = Number.POSITIVE_INFINITY;
  /** Masks that come in are not the person's work: only an edit makes the project unsaved. */
  let isEdited = false;
  /** One after another: an older state must not overwrite a newer one. */
  let lastWrite: Promise<void> = Promise.resolve();

  const stopTimer = (): void => {
    if (timer !== null) {
      clearTimeout(timer);
    }
    timer = null;
    dueMilliseconds = Number.POSITIVE_INFINITY;
  };

  const write = async (projectId: string, snapshot: ProjectSnapshot): Promise<void> => {
    try {
      const contents = await collectProjectContents(engine, snapshot);
      const { encodeProjectFile: writeProject, PROJECT_MIME_TYPE: PROJECT_TYPE } = await import(
        './projectFile/projectFile.ts'
      );
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
        new Blob([writeProject(contents)], { type: PROJECT_TYPE }),
        sampleFile === null ? snapshot.clip.file : null,
      );
      store.setState({ recent, saving: isEdited ? 'unsaved' : 'saved' });
    } catch {
      // No room or no IndexedDB: the header says that nothing is kept; saving to a file still works.
      store.setState({ saving: 'failed' });
    }
  };

  const saveNow = (): void => {
    stopTimer();
    isEdited = false;
    const snapshot = takeProjectSnapshot(session.getState(), project.store.getState());
    const isWorthIt = id !== null || (snapshot?.project.objects.length ?? 0) > 0;
    if (snapshot && isWorthIt) {
      id ??= crypto.randomUUID();
      const projectId = id;
      lastWrite = lastWrite.then(() => write(projectId, snapshot));
    } else {
      store.setState({ saving: 'nothing' });
    }
  };

  const scheduleSave = (milliseconds: number): void => {
    const due = performance.now() + milliseconds;
    if (due < dueMilliseconds) {
      stopTimer();
      dueMilliseconds = due;
      timer = setTimeout(saveNow, milliseconds);
    }
  };
  const saveEdit = (): void => {
    isEdited = true;
    store.setState({ saving: 'unsaved' });
    scheduleSave(SAVE_AFTER_EDIT_MILLISECONDS);
  };

  const stopProject = project.store.subscribe((state, before) => {
    if (
      state.objects !== before.objects ||
      state.range !== before.range ||
      state.soloId !== before.soloId
    ) {
      saveEdit();
    }
  });
  const stopSession = session.subscribe((state, before) => {
    if (state.results !== before.results && project.store.getState().objects.length > 0) {
      const isRunning = runningResult(state) !== null;
      scheduleSave(isRunning ? SAVE_WHILE_RUNNING_MILLISECONDS : SAVE_AFTER_EDIT_MILLISECONDS);
    }
  });
  const listening = new AbortController();
  document.addEventListener(
    'visibilitychange',
    () => {
      // The last moment that a tab which is closed or put to sleep is told of.
      if (document.visibilityState === 'hidden' && timer !== null) {
        saveNow();
      }
    },
    { signal: listening.signal },
  );

  const leave = (): void => {
    if (timer !== null) {
      saveNow();
    }
    id = null;
    store.setState({ saving: 'nothing' });
  };

  return {
    attachTo(newId) {
      stopTimer();
      id = newId;
      isEdited = false;
      store.setState({ saving: 'saved' });
      if (newId === null) {
        saveEdit();
      }
    },
    closeProject: leave,
    dispose() {
      stopTimer();
      stopProject();
      stopSession();
      listening.abort();
    },
  };
};
