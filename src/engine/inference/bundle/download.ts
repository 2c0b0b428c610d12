import { EarmarkError, throwIfAborted } from '../../../core/util/errors.ts';
import { createStallWatch } from './stallWatch.ts';
import type { StallWatch } from './stallWatch.ts';

export const unreachableError = (url: string, detail: string, cause?: unknown): EarmarkError =>
  new EarmarkError('bundle-unreachable', `${url}: ${detail}`, { url }, cause);

type Download =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array<ArrayBuffer> }
  /** More than asked for; it was not read to its end. */
  | { readonly kind: 'too-long' }
  /** The server cannot be reached, or sends elsewhere. */
  | { readonly kind: 'no-network' };

type DownloadOptions = {
  readonly maxBytes: number;
  readonly signal: AbortSignal | undefined;
  /** Called after each chunk with the bytes so far. */
  readonly onLoaded?: (bytes: number) => void;
};

/**
 * Fetches a file of this origin in one request.
 * @throws EarmarkError `bundle-unreachable` for an HTTP error, a connection that breaks or one of which
 *   nothing comes for a minute | `aborted`.
 */
export const download = async (url: string, options: DownloadOptions): Promise<Download> => {
  const watch = createStallWatch();
  const signals = options.signal ? [options.signal, watch.signal] : [watch.signal];
  /** What a failure of the network comes to. */
  const explain = (thrown: unknown, detail: string): EarmarkError => {
    throwIfAborted(options.signal);
    return unreachableError(
      url,
      watch.signal.aborted ? 'nothing came for a minute' : detail,
      thrown,
    );
  };
  try {
    let response: Response;
    try {
      response = await fetch(url, {
        cache: 'no-cache',
        redirect: 'error',
        signal: AbortSignal.any(signals),
      });
    } catch (thrown) {
      if (thrown instanceof TypeError) {
        return { kind: 'no-network' };
      }
      throw explain(thrown, 'the request failed');
    }
    if (!response.ok) {
      throw unreachableError(url, `HTTP ${response.status}`);
    }
    try {
      const bytes = await readBody(response, watch, options);
      return bytes === null ? { kind: 'too-long' } : { kind: 'bytes', bytes };
    } catch (thrown) {
      throw explain(thrown, 'the connection broke');
    }
  } finally {
    watch.dispose();
  }
};

/** Null when there are more bytes than allowed. */
const readBody = async (
  response: Response,
  watch: StallWatch,
  { maxBytes, onLoaded }: DownloadOptions,
): Promise<Uint8Array<ArrayBuffer> | null> => {
  const reader = response.body?.getReader();
  const stop = (): void => void reader?.cancel().catch(() => undefined);
  watch.signal.addEventListener('abort', stop);
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
    watch.touch();
    length += part.value.length;
    if (length > maxBytes) {
      stop();
      return null;
    }
    chunks.push(part.value);
    onLoaded?.(length);
  }
  watch.signal.throwIfAborted();
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
};
