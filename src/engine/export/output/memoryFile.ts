import type { FileBackend, OutputChunk } from './fileBackend.ts';

/** A file in memory, for private windows and browsers that cannot write to disk as a stream. */
export const createMemoryFile = (): FileBackend => {
  const parts: { readonly position: number; readonly data: Uint8Array<ArrayBuffer> }[] = [];
  let end = 0;
  return {
    writable: new WritableStream<OutputChunk>({
      write: (chunk) => {
        const part = 'data' in chunk ? chunk : { position: end, data: chunk };
        // Copied, because the writer may reuse the buffer.
        parts.push({ position: part.position, data: part.data.slice() });
        end = Math.max(end, part.position + part.data.length);
      },
    }),
    read: () => {
      const bytes = new Uint8Array(end);
      for (const { position, data } of parts) {
        bytes.set(data, position);
      }
      return Promise.resolve(new Blob([bytes]));
    },
    remove: () => {
      parts.length = 0;
      return Promise.resolve();
    },
  };
};
