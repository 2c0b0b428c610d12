import { EarmarkError, throwIfAborted } from '../../../core/util/errors.ts';

export const unreachableError = (url: string, detail: string, cause?: unknown): EarmarkError =>
  new EarmarkError('bundle-unreachable', `${url}: ${detail}`, { url }, cause);

/**
 * @returns the response, or null when the network is gone.
 * @throws EarmarkError `bundle-unreachable` for an HTTP error | `aborted`.
 */
export const requestFile = async (
  url: string,
  signal: AbortSignal | undefined,
): Promise<Response | null> => {
  let response: Response;
  try {
    response = await fetch(url, { cache: 'no-cache', redirect: 'error', signal: signal ?? null });
  } catch (error) {
    throwIfAborted(signal);
    if (error instanceof TypeError) {
      return null;
    }
    throw error;
  }
  if (!response.ok) {
    throw unreachableError(url, `HTTP ${response.status}`);
  }
  return response;
};

/**
 * Reads a body of at most `limit` bytes; null when there are more.
 * @param onLoaded called after each chunk with the bytes so far.
 * @throws EarmarkError `bundle-unreachable` when the connection breaks | `aborted`.
 */
export const readBody = async (
  response: Response,
  limit: number,
  signal: AbortSignal | undefined,
  onLoaded?: (bytes: number) => void,
): Promise<Uint8Array<ArrayBuffer> | null> => {
  const reader = response.body?.getReader();
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  try {
    for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
      length += part.value.length;
      if (length > limit) {
        await reader?.cancel();
        return null;
      }
      chunks.push(part.value);
      onLoaded?.(length);
    }
  } catch (error) {
    throwIfAborted(signal);
    throw unreachableError(response.url, 'the connection broke', error);
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
};
