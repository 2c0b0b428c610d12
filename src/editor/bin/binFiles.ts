import type { BinStorage } from './binStorage.ts';

/** The File System Access API, which the DOM's types do not have yet. */
type PermittedHandle = FileSystemFileHandle & {
  queryPermission?(options: { readonly mode: 'read' }): Promise<PermissionState>;
  requestPermission?(options: { readonly mode: 'read' }): Promise<PermissionState>;
};

/** A file that somebody gave, with its handle where the browser gives one. */
export type GivenFile = { readonly file: File; readonly handle: FileSystemFileHandle | null };

type ShowOpenFilePicker = (options: {
  readonly multiple: boolean;
}) => Promise<readonly FileSystemFileHandle[]>;

const getOpenFilePicker = (): ShowOpenFilePicker | null => {
  const { showOpenFilePicker } = window as { showOpenFilePicker?: ShowOpenFilePicker };
  return showOpenFilePicker?.bind(window) ?? null;
};

export const canPickHandles = (): boolean => getOpenFilePicker() !== null;

/** Asks for clips, with handles; empty when the dialog was cancelled. */
export const pickFiles = async (): Promise<readonly GivenFile[]> => {
  try {
    const handles = (await getOpenFilePicker()?.({ multiple: true })) ?? [];
    return await Promise.all(
      handles.map(async (handle) => ({ file: await handle.getFile(), handle })),
    );
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') {
      return [];
    }
    throw error;
  }
};

/**
 * Handles of dropped files, in their order; null where the browser gives none. To be called before the
 * drop event ends, when its items are emptied.
 */
export const droppedFiles = async (transfer: DataTransfer): Promise<readonly GivenFile[]> => {
  const files = Array.from(transfer.files);
  const items = Array.from(transfer.items).filter(({ kind }) => kind === 'file');
  const handles = await Promise.all(
    items.map(async (item) => {
      const { getAsFileSystemHandle } = item as {
        getAsFileSystemHandle?: () => Promise<FileSystemHandle | null>;
      };
      return getAsFileSystemHandle?.call(item).catch(() => null) ?? null;
    }),
  );
  return files.map((file, place) => {
    const handle = handles[place];
    return { file, handle: handle instanceof FileSystemFileHandle ? handle : null };
  });
};

/** The files of the bin's clips, as far as this page can read them. */
export type BinFiles = {
  give(id: string, given: GivenFile): Promise<void>;
  /** Null when the file has to be given again. Asks nobody. */
  read(id: string): Promise<File | null>;
  /** Asks for the permission to read again, where handles are kept. Needs a click. */
  requestPermissions(ids: readonly string[]): Promise<void>;
  forget(id: string): void;
};

export const createBinFiles = (storage: BinStorage): BinFiles => {
  const files = new Map<string, File>();
  return {
    async give(id, { file, handle }) {
      files.set(id, file);
      if (handle !== null) {
        // Without IndexedDB the file has to be given again after a reload.
        await storage.keepHandle(id, handle).catch(() => undefined);
      }
    },
    async read(id) {
      const known = files.get(id);
      if (known !== undefined) {
        return known;
      }
      const handle: PermittedHandle | null = await storage.loadHandle(id).catch(() => null);
      const permission = (await handle?.queryPermission?.({ mode: 'read' })) ?? 'granted';
      if (handle === null || permission !== 'granted') {
        return null;
      }
      // The file may have been moved meanwhile.
      const file = await handle.getFile().catch(() => null);
      if (file !== null) {
        files.set(id, file);
      }
      return file;
    },
    async requestPermissions(ids) {
      for (const id of ids) {
        if (!files.has(id)) {
          const handle: PermittedHandle | null = await storage.loadHandle(id).catch(() => null);
          await handle?.requestPermission?.({ mode: 'read' }).catch(() => 'denied');
        }
      }
    },
    forget: (id) => {
      files.delete(id);
    },
  };
};
