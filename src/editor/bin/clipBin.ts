import { createStore, type StoreApi } from 'zustand/vanilla';
import type { ExportFormat } from '../../core/export/exportFormats.ts';
import { enqueueClips, removeClip, restartQueue, retryClips } from '../../core/queue/clipQueue.ts';
import type { BundleLoader } from '../session/bundleLoader.ts';
import type { CanvasStore } from '../session/canvasStore.ts';
import type { ExportController } from '../export/exportController.ts';
import { notify } from '../session/notices.ts';
import type { ProjectLibrary } from '../persistence/projectLibrary.ts';
import { saveToDownloads } from '../persistence/saveToDownloads.ts';
import { announceVisibly, type SessionStore } from '../session/sessionStore.ts';
import type { ViewStore } from '../session/viewStore.ts';
import { exportBin } from './binExport.ts';
import { NEEDS_FILE, NO_FILE, toBinError } from './binFailures.ts';
import { createBinFiles, type GivenFile } from './binFiles.ts';
import { createBinSearch } from './binSearch.ts';
import { clipOfFile, EMPTY_BIN, parseQueries, type BinState, type StoredBin } from './binState.ts';
import { createBinStorage } from './binStorage.ts';
import { createBinWorker, type BinWorker } from './binWorker.ts';

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
  const openWorker = (): BinWorker => (worker ??= createBinWorker(bundles.preferredProvider()));
  const closeWorker = (): void => {
    worker?.dispose();
    worker = null;
  };

  const search = createBinSearch({
    store,
    session,
    files,
    storage,
    change,
    openWorker,
    closeWorker,
    onDone() {
      if (exportingAll === null) {
        closeWorker();
      }
    },
  });

  const pause = (): void => {
    change({ queue: { ...store.getState().queue, isPaused: true } });
    search.stopClip();
  };

  const remove = async (ids: readonly string[]): Promise<void> => {
    const { clips, running } = store.getState();
    if (running !== null && ids.includes(running.id)) {
      search.stopClip();
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
      await search.run();
    },
    pause,
    retryFailed() {
      change({ queue: { ...retryClips(store.getState().queue, () => true), isPaused: false } });
      void search.run();
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
        if (!search.isRunning()) {
          closeWorker();
        }
      }
    },
    cancelExport: () => exportingAll?.abort(),
    dispose() {
      search.dispose();
      exportingAll?.abort();
      closeWorker();
    },
  };
};
