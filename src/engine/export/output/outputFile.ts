import { removeWithRetry, type FileBackend, type OutputChunk } from './fileBackend.ts';
import { createMemoryFile } from './memoryFile.ts';
import { createOpfsFile } from './opfsFile.ts';

/** A file that is being written. Either the stream is closed, or it is discarded. */
export type OutputFile = {
  readonly writable: WritableStream<OutputChunk>;
  /** Written so far. */
  readonly bytes: number;
  /** What was written, after the stream was closed. */
  read(): Promise<File>;
  /** Removes the file. */
  discard(): Promise<void>;
};

/**
 * @param target a file that the person chose; without one the origin's private file system, or
 * memory where the browser has none that can be written as a stream.
 */
export const openOutputFile = async (
  name: string,
  type: string,
  target: FileSystemFileHandle | null,
): Promise<OutputFile> => {
  const backend =
    target === null
      ? ((await createOpfsFile()) ?? createMemoryFile())
      : await createChosenFile(target);
  const inner = backend.writable.getWriter();
  let bytes = 0;
  let isClosed = false;
  const writable = new WritableStream<OutputChunk>({
    write: async (chunk) => {
      await inner.write(chunk);
      bytes += 'data' in chunk ? chunk.data.length : chunk.length;
    },
    close: async () => {
      await inner.close();
      isClosed = true;
    },
    abort: (reason) => inner.abort(reason),
  });
  return {
    writable,
    get bytes() {
      return bytes;
    },
    read: async () => new File([await backend.read()], target?.name ?? name, { type }),
    discard: async () => {
      if (!isClosed) {
        await inner.abort().catch(() => undefined);
      }
      await backend.remove();
    },
  };
};

/** Until it is closed the browser writes beside the file, so an abort leaves an older one whole. */
const createChosenFile = async (handle: FileSystemFileHandle): Promise<FileBackend> => {
  const wasEmpty = (await handle.getFile()).size === 0;
  return {
    writable: await handle.createWritable(),
    read: () => handle.getFile(),
    remove: async () => {
      // The dialog made it; an older file with content is not ours to remove.
      if (wasEmpty) {
        await removeEntry(handle);
      }
    },
  };
};

/** `remove` is Chromium's; elsewhere an empty file of that name stays. */
const removeEntry = (
  handle: FileSystemFileHandle & { remove?: () => Promise<void> },
): Promise<void> => removeWithRetry(async () => handle.remove?.());
