import { createStore, type StoreApi } from 'zustand/vanilla';
import { EarmarkError, toEarmarkError } from '../core/errors.ts';
import { safeName } from '../core/safeName.ts';
import type { EngineClient } from '../engine/client.ts';
import type { ProjectContents } from '../project/projectFile.ts';
import { createAutosave } from './autosave.ts';
import type { Clips } from './clips.ts';
import { notify } from './notices.ts';
import type { Project } from './project.ts';
import { gatherContents, restoreContents, takeSnapshot } from './projectContents.ts';
import { createProjectStorage, type RecentProject } from './projectStorage.ts';
import type { Runs } from './runs.ts';
import { fetchSamples } from './samples.ts';
import { saveFile } from './saveFile.ts';
import { announce, type SessionStore } from './sessionStore.ts';

export type ProjectsState = {
  readonly recent: readonly RecentProject[];
  readonly saving: 'nothing' | 'unsaved' | 'saved' | 'failed';
};

/** Projects as files, and as this browser keeps them by itself. */
export type Projects = {
  readonly store: StoreApi<ProjectsState>;
  /** Clips and projects, dropped or picked together or alone. */
  openFiles(files: readonly File[]): Promise<void>;
  openRecent(id: string): Promise<void>;
  forget(id: string): Promise<void>;
  /** Hands the project to the browser's downloads. */
  save(): Promise<void>;
  /** What is open is left: its last changes are still written. */
  leave(): void;
  dispose(): void;
};

export type ProjectsPorts = {
  readonly engine: EngineClient;
  readonly session: SessionStore;
  readonly project: Project;
  readonly clips: Clips;
  readonly runs: Runs;
};

/** A ZIP begins so, and no clip does. */
const ZIP_SIGNATURE = [0x50, 0x4b, 0x03, 0x04];

const isProject = async (file: File): Promise<boolean> => {
  const head = new Uint8Array(await file.slice(0, ZIP_SIGNATURE.length).arrayBuffer());
  return file.name.endsWith('.earmark') || ZIP_SIGNATURE.every((byte, at) => head[at] === byte);
};

/** The part that reads ZIPs comes when it is needed. */
const projectFile = () => import('../project/projectFile.ts');

const readContents = async (blob: Blob, fileName: string): Promise<ProjectContents> => {
  const { readProject, MAX_PROJECT_BYTES } = await projectFile();
  try {
    if (blob.size > MAX_PROJECT_BYTES) {
      throw new EarmarkError('project-invalid', 'The file is larger than any project.');
    }
    return readProject(new Uint8Array(await blob.arrayBuffer()));
  } catch (thrown) {
    const { kind, message, facts } = toEarmarkError(thrown);
    throw new EarmarkError(kind, message, { ...facts, fileName }, thrown);
  }
};

export const createProjects = (ports: ProjectsPorts): Projects => {
  const { engine, session, project, clips, runs } = ports;
  const storage = createProjectStorage();
  const store = createStore<ProjectsState>(() => ({ recent: [], saving: 'nothing' }));
  const autosave = createAutosave({ engine, session, project, storage, store });
  /** A project whose clip is not open yet. */
  let waiting: ProjectContents | null = null;

  storage.list().then(
    (recent) => store.setState({ recent }),
    // Without IndexedDB there are no recent projects; saving says so.
    () => undefined,
  );

  const isOpen = ({ clip }: ProjectContents): boolean =>
    session.getState().clip?.info.clipId === clip.clipId;

  const openClipOf = async ({ clip }: ProjectContents): Promise<void> => {
    const { clipId, sampleFile } = clip;
    if (sampleFile !== null) {
      const samples = await fetchSamples(new AbortController().signal);
      const sample = samples.find(({ file }) => file === sampleFile);
      if (sample) {
        await clips.openSample(sample);
      }
      return;
    }
    const kept = await storage.clip(clipId).catch(() => null);
    if (kept) {
      await clips.openFile(kept);
    }
  };

  const restore = async (contents: ProjectContents, id: string | null): Promise<void> => {
    runs.cancel();
    await restoreContents(engine, session, project, contents);
    autosave.continueAs(id);
    announce(session, `The project is back: ${contents.objects.length} objects.`);
  };

  /** Opens the project's clip if it can be had, else waits for it. */
  const bringBack = async (contents: ProjectContents, id: string | null): Promise<void> => {
    if (!isOpen(contents)) {
      await openClipOf(contents);
    }
    waiting = isOpen(contents) ? null : contents;
    await restore(contents, id);
  };

  const openClip = async (file: File): Promise<void> => {
    await clips.openFile(file);
    if (waiting && isOpen(waiting)) {
      const contents = waiting;
      waiting = null;
      await restore(contents, null);
    }
  };

  const told = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      notify(session, error);
    }
  };

  return {
    store,
    openFiles: (files) =>
      told(async () => {
        const kinds = await Promise.all(files.map(isProject));
        const clip = files.find((_, index) => kinds[index] === false);
        const file = files.find((_, index) => kinds[index] === true);
        if (clip) {
          await openClip(clip);
        }
        if (file) {
          await bringBack(await readContents(file, file.name), null);
        }
      }),
    openRecent: (id) =>
      told(async () => {
        const stored = await storage.project(id);
        const fileName = store.getState().recent.find((recent) => recent.id === id)?.fileName;
        if (!stored) {
          throw new EarmarkError('project-invalid', 'The browser has dropped the project.');
        }
        await bringBack(await readContents(stored, fileName ?? 'The project'), id);
      }),
    forget: (id) => told(async () => store.setState({ recent: await storage.forget(id) })),
    save: () =>
      told(async () => {
        const snapshot = takeSnapshot(session.getState(), project.store.getState());
        if (!snapshot) {
          throw new EarmarkError('no-clip', 'There is no project to save.');
        }
        const contents = await gatherContents(engine, snapshot);
        const { writeProject, PROJECT_EXTENSION, PROJECT_TYPE } = await projectFile();
        const name = `${safeName(contents.clip.fileName)}${PROJECT_EXTENSION}`;
        saveFile(new File([writeProject(contents)], name, { type: PROJECT_TYPE }));
        announce(session, `${name} is saved.`);
      }),
    leave: () => autosave.leave(),
    dispose: () => autosave.dispose(),
  };
};
