/** Bytes at the end, or at a position: videos write their index last, and go back to link it. */
export type OutputChunk =
  | Uint8Array<ArrayBuffer>
  | {
      readonly type: 'write';
      readonly position: number;
      readonly data: Uint8Array<ArrayBuffer>;
    };

/** Storage of the bytes. */
export type FileBackend = {
  readonly writable: WritableStream<OutputChunk>;
  read(): Promise<Blob>;
  /** Called after the stream is aborted. */
  remove(): Promise<void>;
};

const MAX_ATTEMPTS = 8;
const RETRY_MS = 25;

/**
 * Chromium unlocks an aborted file some time after its stream has ended, so a refused removal is
 * retried for up to a second. A file that cannot be removed stays.
 */
export const removeWithRetry = async (remove: () => Promise<void>): Promise<void> => {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    try {
      await remove();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, attempt * RETRY_MS));
    }
  }
};
