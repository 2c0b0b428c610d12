import { removeWithRetry, type FileBackend } from './fileBackend.ts';

const FOLDER_NAME = 'exports';
/** Older files are left over from closed tabs; a newer one may still be on its way to the disk. */
const MAX_AGE_MS = 12 * 60 * 60 * 1000;

/** A file of the origin's private file system; null where it cannot be written as a stream. */
export const createOpfsFile = async (): Promise<FileBackend | null> => {
  const folder = await openFolder();
  if (folder === null) {
    return null;
  }
  const name = `${Date.now()}-${crypto.randomUUID()}`;
  const opened = await openFile(folder, name);
  if (opened === null) {
    return null;
  }
  const { handle, writable } = opened;
  return {
    writable,
    read: () => handle.getFile(),
    remove: () => removeWithRetry(() => folder.removeEntry(name)),
  };
};

/** Null where files cannot be written as streams: private windows, older browsers. */
const openFolder = async (): Promise<FileSystemDirectoryHandle | null> => {
  if (
    typeof FileSystemFileHandle === 'undefined' ||
    !('createWritable' in FileSystemFileHandle.prototype)
  ) {
    return null;
  }
  try {
    const root = await navigator.storage.getDirectory();
    return await root.getDirectoryHandle(FOLDER_NAME, { create: true });
  } catch {
    return null;
  }
};

/** Null where the browser forbids it. @throws DOMException `QuotaExceededError` */
const openFile = async (folder: FileSystemDirectoryHandle, name: string) => {
  try {
    await removeOldFiles(folder);
    const handle = await folder.getFileHandle(name, { create: true });
    return { handle, writable: await handle.createWritable() };
  } catch (thrown) {
    if (thrown instanceof DOMException && thrown.name === 'QuotaExceededError') {
      throw thrown;
    }
    return null;
  }
};

const removeOldFiles = async (folder: FileSystemDirectoryHandle): Promise<void> => {
  for await (const name of folder.keys()) {
    const writtenAt = Number.parseInt(name, 10);
    if (!(Date.now() - writtenAt < MAX_AGE_MS)) {
      // Another tab may be writing it; then it stays until the next time.
      await folder.removeEntry(name).catch(() => undefined);
    }
  }
};
