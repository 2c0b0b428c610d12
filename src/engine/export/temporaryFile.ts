import { EarmarkError, throwIfAborted } from '../../core/errors.ts';

const FOLDER = 'exports';
/** Older files are left over from closed tabs; a newer one may still be on its way to the disk. */
const MAX_AGE_MS = 60 * 60 * 1000;
const MAX_ATTEMPTS = 8;
const RETRY_MS = 25;

/**
 * Writes a stream to a file of the origin's private file system, or to memory where the browser
 * has none. When it fails or is aborted nothing is left behind.
 * @throws EarmarkError `quota` | `aborted`
 */
export const writeTemporaryFile = async (
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  name: string,
  type: string,
  signal: AbortSignal,
): Promise<File> => {
  const folder = await openFolder();
  try {
    const stored =
      folder === null ? await new Response(stream).blob() : await store(folder, stream, signal);
    throwIfAborted(signal);
    return new File([stored], name, { type });
  } catch (error) {
    throwIfAborted(signal);
    if (error instanceof DOMException && error.name === 'QuotaExceededError') {
      throw new EarmarkError('quota', 'The browser has no room for the export.', {}, error);
    }
    throw error;
  }
};

const store = async (
  folder: FileSystemDirectoryHandle,
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  signal: AbortSignal,
): Promise<File> => {
  await removeOldFiles(folder);
  const name = `${Date.now()}-${crypto.randomUUID()}`;
  const handle = await folder.getFileHandle(name, { create: true });
  try {
    await stream.pipeTo(await handle.createWritable(), { signal });
    return await handle.getFile();
  } catch (error) {
    await remove(folder, name);
    throw error;
  }
};

/** Chromium gives an aborted file free only some time after the stream has told its end. */
const remove = async (folder: FileSystemDirectoryHandle, name: string): Promise<void> => {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    try {
      await folder.removeEntry(name);
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, attempt * RETRY_MS));
    }
  }
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
    return await root.getDirectoryHandle(FOLDER, { create: true });
  } catch {
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
