import { createStore, del, get, set, type UseStore } from 'idb-keyval';
import { parseStoredBin, serializeBin, type StoredBin } from './binState.ts';

/** The bin in this browser's IndexedDB: its state, handles of files, and a project a clip. */
export type BinStorage = {
  load(): Promise<StoredBin>;
  save(bin: StoredBin): Promise<void>;
  keepHandle(id: string, handle: FileSystemFileHandle): Promise<void>;
  loadHandle(id: string): Promise<FileSystemFileHandle | null>;
  keepProject(id: string, project: Blob): Promise<void>;
  loadProject(id: string): Promise<Blob | null>;
  /** Handle and project of a clip. */
  remove(id: string): Promise<void>;
};

const BIN_KEY = 'bin';

export const createBinStorage = (): BinStorage => {
  let opened: UseStore | null = null;
  const store = (): UseStore => (opened ??= createStore('earmark-bin', 'bin'));
  return {
    load: async () => parseStoredBin(await get(BIN_KEY, store())),
    save: (bin) => set(BIN_KEY, serializeBin(bin), store()),
    keepHandle: (id, handle) => set(`handle/${id}`, handle, store()),
    async loadHandle(id) {
      const stored: unknown = await get(`handle/${id}`, store());
      return stored instanceof FileSystemFileHandle ? stored : null;
    },
    keepProject: (id, project) => set(`project/${id}`, project, store()),
    async loadProject(id) {
      const stored: unknown = await get(`project/${id}`, store());
      return stored instanceof Blob ? stored : null;
    },
    async remove(id) {
      await del(`handle/${id}`, store());
      await del(`project/${id}`, store());
    },
  };
};
