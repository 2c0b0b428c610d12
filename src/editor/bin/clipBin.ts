import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ExportFormat } from '../../core/export/exportFormats.ts';
import {
  countClips,
  enqueueClips,
  removeClip,
  restartQueue,
  retryClips,
  type QueueOutcome,
} from '../../core/queue/clipQueue.ts';
import { drainQueue } from '../../core/queue/drainQueue.ts';
import type { BundleLoader } from '../session/bundleLoader.ts';
import type { CanvasStore } from '../session/canvasStore.ts';
import type { ExportController } from '../export/exportController.ts';
import { notify } from '../session/notices.ts';
import type { ProjectLibrary } from '../persistence/projectLibrary.ts';
import { saveToDownloads } from '../persistence/saveToDownloads.ts';
import { announceVisibly, type SessionStore } from '../session/sessionStore.ts';
import type { ViewStore } from '../session/viewStore.ts';
import { exportBin } from './binExport.ts';
import {
  losesWorker,
  NEEDS_FILE,
  NO_FILE,
  stopsQueue,
  toBinError,
  toQueueFailure,
} from './binFailures.ts';
import { createBinFiles, type GivenFile } from './binFiles.ts';
import {
  clipOfFile,
  EMPTY_BIN,
  parseQueries,
  type BinClip,
  type Found,
  type StoredBin,
} from './binState.ts';
import { createBinStorage } from './binStorage.ts';
import { createBinWorker, type BinWorker } from './binWorker.ts';

type BinState = StoredBin & {
  /** The clip that is searched now, and how much of it is done, 0..1. */
  readonly running: { readonly id: string; readonly share: number } | null;
  readonly exporting: { readonly done: number; readonly total: number } | null;
};

/** Several clips, searched one after another for the same queries. */
export type ClipBin = {
  readonly store: StoreApi<BinState>;
  /** Adds clips; a file that the bin waits for is taken for its clip. */
  add(files: readonly GivenFile[]): Promise<void>;
  remove(id: string): Promise<void>;
  clear(): Promise<void>;
  /** Searches every clip for the sentences, one a line; goes on where it was when they are the same. */
  start(queriesText: string): Promise<void>;
  pause(): void;
  retryFailed(): void;
  /** Opens a clip that is done in the editor, with what was found. */
  openInEditor(id: string): Promise<void>;
  /** One ZIP with a folder a clip. */
  exportAll(format: ExportFormat): Promise<void>;
  cancelExport(): void;
  dispose(): void;
};

type ClipBinDeps = {
  readonly session: SessionStore;
  readonly view: ViewStore;
  readonly canvas: CanvasStore;
  readonly bundles: BundleLoader;
  readonly exports: ExportController;
  readonly projects: Pick<ProjectLibrary, 'openWithClip'>;
};

export const createClipBin = (deps: ClipBinDeps): ClipBin => {
  const { session, view, canvas, bundles, exports, projects } = deps;
  const storage = createBinStorage();
  const files = createBinFiles(storage);
  const store = createStore<BinState>(() => ({ ...EMPTY_BIN, running: null, exporting: null }));
  let worker: BinWorker | null = null;
  /** Of the loop over the queue; ended by `dispose` alone. */
  const life = new AbortController();
  let isSearching = false;
  /** Of the clip that is searched now. */
  let clipSearch: AbortController | null = null;
  let exportingAll: AbortController | null = null;
  let saving: Promise<void> = Promise.resolve();

  const loading = storage.load().then(
    (stored) => store.setState(stored),
    // Without IndexedDB the bin lives as long as the page.
    () => undefined,
  );

  const change = (part: Partial<BinState>): void => {
    store.setState(part);
    const { queries, clips, queue } = store.getState();
    saving = saving.then(() => storage.save({ queries, clips, queue })).catch(() => undefined);
  };
  const find = (id: string): BinClip | undefined =>
    store.getState().clips.find((clip) => clip.id === id);
  const setFound = (id: string, found: readonly Found[] | null): void =>
    change({
      clips: store.getState().clips.map((clip) => (clip.id === id ? { ...clip, found } : clip)),
    });
  const openWorker = (): BinWorker => (worker ??= createBinWorker(bundles.preferredProvider()));
  const closeWorker = (): void => {
    worker?.dispose();
    worker = null;
  };

  const failureOutcome = (thrown: unknown, fileName: string): QueueOutcome => {
    const error = toBinError(thrown);
    if (error.kind === 'aborted') {
      return { kind: 'stopped' };
    }
    if (stopsQueue(error)) {
      notify(session, error);
      change({ queue: { ...store.getState().queue, isPaused: true } });
      return { kind: 'stopped' };
    }
    const failure = toQueueFailure(error, fileName);
    if (losesWorker(error)) {
      closeWorker();
      return { kind: 'lost', failure };
    }
    return { kind: 'failed', failure };
  };

  const searchClip = async (id: string): Promise<QueueOutcome> => {
    const clip = find(id);
    if (clip === undefined) {
      return { kind: 'stopped' };
    }
    const controller = new AbortController();
    clipSearch = controller;
    store.setState({ running: { id, share: 0 } });
    try {
      const file = await files.read(id);
      if (file === null) {
        return { kind: 'failed', failure: NO_FILE };
      }
      const { queries } = store.getState();
      const { project, found } = await openWorker().search(
        file,
        queries,
        controller.signal,
        (share) => store.setState({ running: { id, share } }),
      );
      await storage.keepProject(id, project);
      setFound(id, found);
      return { kind: 'done' };
    } catch (error) {
      return failureOutcome(error, clip.fileName);
    } finally {
      clipSearch = null;
      store.setState({ running: null });
    }
  };

  const search = async (): Promise<void> => {
    if (isSearching) {
      return;
    }
    isSearching = true;
    try {
      await drainQueue({
        read: () => store.getState().queue,
        write: (queue) => change({ queue }),
        // One at a time: a clip keeps all cores or the graphics card busy.
        workers: 1,
        run: searchClip,
        signal: life.signal,
      });
    } finally {
      isSearching = false;
    }
    const { waiting, done, failed } = countClips(store.getState().queue);
    if (waiting === 0) {
      announceVisibly(
        session,
        `The bin is searched: ${done} clips done${failed > 0 ? `, ${failed} failed` : ''}.`,
      );
      if (exportingAll === null) {
        closeWorker();
      }
    } else if (!store.getState().queue.isPaused && !life.signal.aborted) {
      await search();
    }
  };

  const pause = (): void => {
    change({ queue: { ...store.getState().queue, isPaused: true } });
    clipSearch?.abort();
  };

  const remove = async (ids: readonly string[]): Promise<void> => {
    const { clips, running } = store.getState();
    if (running !== null && ids.includes(running.id)) {
      clipSearch?.abort();
    }
    change({
      clips: clips.filter(({ id }) => !ids.includes(id)),
      queue: ids.reduce(removeClip, store.getState().queue),
    });
    for (const id of ids) {
      files.forget(id);
      await storage.remove(id).catch(() => undefined);
    }
  };

  return {
    store,
    async add(given) {
      await loading;
      for (const one of given) {
        const { clips, queue } = store.getState();
        const known = clipOfFile(clips, one.file);
        const id = known?.id ?? crypto.randomUUID();
        await files.give(id, one);
        if (known === undefined) {
          const clip = { id, fileName: one.file.name, bytes: one.file.size, found: null };
          change({ clips: [...clips, clip], queue: enqueueClips(queue, [id]) });
        } else {
          const isMissing = (entry: StoredBin['queue']['entries'][number]): boolean =>
            entry.id === id && entry.failure?.kind === NEEDS_FILE;
          change({ queue: retryClips(queue, isMissing) });
        }
      }
      view.setState({ sheet: 'bin' });
    },
    remove: (id) => remove([id]),
    clear: () => remove(store.getState().clips.map(({ id }) => id)),
    async start(queriesText) {
      await loading;
      const queries = parseQueries(queriesText);
      if (queries.length === 0) {
        announceVisibly(session, 'Write what to find in the clips first.');
        return;
      }
      const { clips, queries: before } = store.getState();
      await files.requestPermissions(clips.map(({ id }) => id));
      let { queue } = store.getState();
      let searched = clips;
      if (JSON.stringify(queries) !== JSON.stringify(before)) {
        queue = restartQueue(queue);
        searched = clips.map((clip) => ({ ...clip, found: null }));
      }
      // A file that could not be read may be readable now.
      queue = retryClips(queue, ({ failure }) => failure?.kind === NEEDS_FILE);
      change({ queries, clips: searched, queue: { ...queue, isPaused: false } });
      await search();
    },
    pause,
    retryFailed() {
      change({ queue: { ...retryClips(store.getState().queue, () => true), isPaused: false } });
      void search();
    },
    async openInEditor(id) {
      const [file, project] = [await files.read(id), await storage.loadProject(id)];
      if (file === null || project === null) {
        announceVisibly(session, NO_FILE.message);
        return;
      }
      await projects.openWithClip(project, file);
    },
    async exportAll(format) {
      const controller = new AbortController();
      exportingAll = controller;
      try {
        const file = await exportBin(
          { worker: openWorker(), files, storage, bin: store.getState() },
          { ...exports.settings.getState(), format },
          { ...view.getState(), ...canvas.getState() },
          controller.signal,
          (exporting) => store.setState({ exporting }),
        );
        saveToDownloads(file);
        announceVisibly(session, `${file.name} is in your downloads.`);
      } catch (error) {
        notify(session, toBinError(error));
      } finally {
        exportingAll = null;
        store.setState({ exporting: null });
        if (!isSearching) {
          closeWorker();
        }
      }
    },
    cancelExport: () => exportingAll?.abort(),
    dispose() {
      life.abort();
      clipSearch?.abort();
      exportingAll?.abort();
      closeWorker();
    },
  };
};
