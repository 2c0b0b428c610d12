import { createStore, type StoreApi } from 'zustand/vanilla';
import { MAX_PROJECT_BYTES } from '../../core/limits.ts';
import { EarmarkError, toEarmarkError } from '../../core/util/errors.ts';
import { safeName } from '../../core/util/safeName.ts';
import type { EngineClient } from '../../engine/client.ts';
import type { ProjectContents } from './projectFile/projectFile.ts';
import { describeLeftOut, filesToOpen } from './filesToOpen.ts';
import { createAutosave, type ProjectLibraryState } from './autosave.ts';
import type { GivenFile } from '../bin/binFiles.ts';
import type { ClipLoader } from '../session/clipLoader.ts';
import { notifyOfErrors } from '../session/notices.ts';
import type { ProjectDocument } from '../document/projectDocument.ts';
import {
  collectProjectContents,
  restoreProjectContents,
  takeProjectSnapshot,
} from './projectContents.ts';
import { createProjectLocks } from './projectLocks.ts';
import { createProjectStorage, type ProjectStorage } from './projectStorage.ts';
import type { RunController } from '../search/runController.ts';
import { fetchSamples } from '../session/samples.ts';
import { saveToDownloads } from './saveToDownloads.ts';
import { announce, announceVisibly, type SessionStore } from '../session/sessionStore.ts';
import type { ViewStore } from '../session/viewStore.ts';

/** Projects as files, and as this browser keeps them by itself. */
export type ProjectLibrary = {
  readonly store: StoreApi<ProjectLibraryState>;
  /**
   * Clips and projects, dropped or picked together or alone. Several clips go into the bin.
   * @param handles of the same places, where the browser gives them.
   */
  openFiles(
    files: readonly File[],
    handles?: readonly (FileSystemFileHandle | null)[],
  ): Promise<void>;
  /** Opens a clip, and a project of it that was stored elsewhere. */
  openWithClip(project: Blob, clip: File): Promise<void>;
  openRecent(id: string): Promise<void>;
  removeRecent(id: string): Promise<void>;
  /** Hands the project to the browser's downloads. */
  save(): Promise<void>;
  /** What is open is left: its last changes are still written. */
  closeProject(): void;
  dispose(): void;
};

type ProjectLibraryDeps = {
  readonly engine: EngineClient;
  readonly session: SessionStore;
  readonly view: ViewStore;
  readonly project: ProjectDocument;
  readonly clips: ClipLoader;
  readonly runs: RunController;
  /** Takes several clips at once. */
  readonly fillBin: (files: readonly GivenFile[]) => Promise<void>;
};

/** A ZIP begins so, and no clip does. */
const ZIP_SIGNATURE = [0x50, 0x4b, 0x03, 0x04];

const isProjectFile = async (file: File): Promise<boolean> => {
  const head = new Uint8Array(await file.slice(0, ZIP_SIGNATURE.length).arrayBuffer());
  return file.name.endsWith('.earmark') || ZIP_SIGNATURE.every((byte, at) => head[at] === byte);
};

/** The part that reads ZIPs comes when it is needed. */
const loadProjectFileModule = () => import('./projectFile/projectFile.ts');

const readProjectFile = async (blob: Blob, fileName: string): Promise<ProjectContents> => {
  const { decodeProjectFile } = await loadProjectFileModule();
  try {
    if (blob.size > MAX_PROJECT_BYTES) {
      throw new EarmarkError('project-invalid', 'The file is larger than any project.');
    }
    return decodeProjectFile(new Uint8Array(await blob.arrayBuffer()));
  } catch (thrown) {
    const { kind, message, facts } = toEarmarkError(thrown);
    throw new EarmarkError(kind, message, { ...facts, fileName }, thrown);
  }
};

const readStoredProject = async (
  storage: ProjectStorage,
  id: string,
  fileName = 'The project',
): Promise<ProjectContents> => {
  const stored = await storage.loadProject(id);
  if (!stored) {
    throw new EarmarkError('project-invalid', 'The browser has dropped the project.');
  }
  return readProjectFile(stored, fileName);
};

/** Opens a project's clip where the app or this browser has it. */
const openClipOf = async (
  { clip }: ProjectContents,
  clips: ClipLoader,
  storage: ProjectStorage,
): Promise<void> => {
  const { clipId, sampleFile } = clip;
  if (sampleFile !== null) {
    const samples = await fetchSamples(new AbortController().signal);
    const sample = samples.find(({ file }) => file === sampleFile);
    if (sample) {
      await clips.openSample(sample);
    }
    return;
  }
  const storedClip = await storage.loadClip(clipId).catch(() => null);
  if (storedClip) {
    await clips.openFile(storedClip);
  }
};

/** As a file of its own. */
const writeProjectFile = async (contents: ProjectContents): Promise<File> => {
  const { encodeProjectFile, PROJECT_EXTENSION, PROJECT_MIME_TYPE } = await loadProjectFileModule();
  const name = `${safeName(contents.clip.fileName)}${PROJECT_EXTENSION}`;
  return new File([encodeProjectFile(contents)], name, { type: PROJECT_MIME_TYPE });
};

export const createProjectLibrary = (deps: ProjectLibraryDeps): ProjectLibrary => {
  const { engine, session, project, clips, runs, fillBin } = deps;
  const storage = createProjectStorage();
  const store = createStore<ProjectLibraryState>(() => ({ recent: [], saving: 'nothing' }));
  const autosave = createAutosave({ ...deps, storage, locks: createProjectLocks(), store });
  /** A project whose clip is not open yet. */
  let pending: { readonly contents: ProjectContents; readonly id: string | null } | null = null;

  storage.list().then(
    (recent) => store.setState({ recent }),
    // Without IndexedDB there are no recent projects; saving says so.
    () => undefined,
  );

  const isOpen = ({ clip }: ProjectContents): boolean =>
    session.getState().clip?.info.clipId === clip.clipId;

  const restore = async (contents: ProjectContents, id: string | null): Promise<void> => {
    runs.cancel();
    await autosave.replaceProject(id, () =>
      restoreProjectContents(engine, session, project, contents),
    );
    announce(session, `The project is back: ${contents.objects.length} objects.`);
  };

  /** Opens the project's clip if it can be had, else waits for it. */
  const openProject = async (contents: ProjectContents, id: string | null): Promise<void> => {
    if (!isOpen(contents)) {
      await openClipOf(contents, clips, storage);
    }
    pending = isOpen(contents) ? null : { contents, id };
    await restore(contents, id);
  };

  const openClip = async (file: File): Promise<void> => {
    await clips.openFile(file);
    if (pending && isOpen(pending.contents)) {
      const { contents, id } = pending;
      pending = null;
      await restore(contents, id);
    }
  };

  const withErrorNotice = (work: () => Promise<void>): Promise<void> =>
    notifyOfErrors(session, work);

  return {
    store,
    openWithClip: (stored, clip) =>
      withErrorNotice(async () => {
        const contents = await readProjectFile(stored, clip.name);
        await clips.openFile(clip);
        await openProject(contents, null);
      }),
    openFiles: (files, handles = []) =>
      withErrorNotice(async () => {
        const kinds = await Promise.all(files.map(isProjectFile));
        const chosen = filesToOpen(files, kinds);
        const [clip, ...others] = chosen.clips;
        if (others.length > 0) {
          const handleOf = (file: File) => handles[files.indexOf(file)] ?? null;
          await fillBin(chosen.clips.map((file) => ({ file, handle: handleOf(file) })));
        } else if (clip) {
          await openClip(clip);
        }
        if (chosen.project) {
          const { project: file } = chosen;
          await openProject(await readProjectFile(file, file.name), null);
        }
        if (chosen.leftOut.length > 0) {
          announceVisibly(session, describeLeftOut(chosen));
        }
      }),
    openRecent: (id) =>
      withErrorNotice(async () => {
        const recent = store.getState().recent.find((one) => one.id === id);
        await openProject(await readStoredProject(storage, id, recent?.fileName), id);
      }),
    removeRecent: (id) =>
      withErrorNotice(async () => store.setState({ recent: await storage.remove(id) })),
    save: () =>
      withErrorNotice(async () => {
        const snapshot = takeProjectSnapshot(session.getState(), project.store.getState());
        if (!snapshot) {
          throw new EarmarkError('no-clip', 'There is no project to save.');
        }
        const file = await writeProjectFile(await collectProjectContents(engine, snapshot));
        saveToDownloads(file);
        announce(session, `${file.name} is saved.`);
      }),
    closeProject: () => autosave.closeProject(),
    dispose: () => autosave.dispose(),
  };
};
