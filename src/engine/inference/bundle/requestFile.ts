import { EarmarkError, throwIfAborted } from '../../../core/util/errors.ts';

export const unreachableError = (url: string, detail: string, cause?: unknown): EarmarkError =>
  new EarmarkError('bundle-unreachable', `${url}: ${detail}`, { url }, cause);

/** The range of the file lies behind its end. */
const HTTP_RANGE_NOT_SATISFIABLE = 416;

/**
 * @returns the response, or null when the network is gone or the range is not in the file.
 * @throws EarmarkError `bundle-unreachable` for other answers of the server | `aborted`.
 */
export const requestFile = async (
  url: string,
  signal: AbortSignal | undefined,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response | null> => {
  let response: Response;
  try {
    response = await fetch(url, {
      cache: 'no-cache',
      redirect: 'error',
      signal: signal ?? null,
      headers,
    });
  } catch (error) {
    throwIfAborted(signal);
    if (error instanceof TypeError) {
      return null;
    }
    throw error;
  }
  if (response.status === HTTP_RANGE_NOT_SATISFIABLE) {
    return null;
  }
  if (!response.ok) {
    throw unreachableError(url, `HTTP ${response.status}`);
  }
  return response;
};
