/** Bytes at the end, or anywhere: videos go back to write what they know only at their end. */
export type OutputChunk =
  | Uint8Array<ArrayBuffer>
  | {
      readonly type: 'write';
      readonly position: number;
      readonly data: Uint8Array<ArrayBuffer>;
    };

/** Where the bytes go. */
export type FileBackend = {
  readonly writable: WritableStream<OutputChunk>;
  read(): Promise<Blob>;
  /** The stream is already aborted. */
  remove(): Promise<void>;
};

const MAX_ATTEMPTS = 8;
const RETRY_MS = 25;

/**
 * Chromium gives an aborted file free only some time after the stream has told its end, so a
 * refused removal is tried again for up to a second. A file that cannot be removed stays.
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
