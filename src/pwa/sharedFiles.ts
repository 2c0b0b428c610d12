import { MAX_SHARED_FILES, MAX_SHARED_NAME_LENGTH } from '../core/limits.ts';

/**
 * Files that another program shared to the app: the service worker takes them in and the page that
 * it opens takes them out. They lie in Cache storage between the two.
 */

/** Where the manifest has the browser post what is shared. */
export const SHARE_TARGET_PATH = '/share';
/** The form's field, as the manifest names it. */
export const SHARE_TARGET_FIELD = 'clip';
/** In the address of the page that is to take the files. */
export const SHARED_PARAMETER = 'shared';

const CACHE_NAME = 'earmark-shared-1';
const NAME_HEADER = 'x-earmark-name';

const fileNameOf = (response: Response): string => {
  try {
    return decodeURIComponent(response.headers.get(NAME_HEADER) ?? '').slice(
      0,
      MAX_SHARED_NAME_LENGTH,
    );
  } catch {
    return '';
  }
};

/** Keeps the first files in the place of those that were shared before. @throws DOMException */
export const storeSharedFiles = async (files: readonly File[]): Promise<void> => {
  await caches.delete(CACHE_NAME);
  const cache = await caches.open(CACHE_NAME);
  for (const [index, file] of files.slice(0, MAX_SHARED_FILES).entries()) {
    const headers = { 'content-type': file.type, [NAME_HEADER]: encodeURIComponent(file.name) };
    await cache.put(`${SHARE_TARGET_PATH}/${index}`, new Response(file, { headers }));
  }
};

/** The files that wait; none of them waits any longer. */
export const takeSharedFiles = async (): Promise<readonly File[]> => {
  const cache = await caches.open(CACHE_NAME);
  const files: File[] = [];
  for (const request of await cache.keys()) {
    const response = await cache.match(request);
    if (response) {
      const blob = await response.blob();
      files.push(new File([blob], fileNameOf(response) || 'shared', { type: blob.type }));
    }
  }
  await caches.delete(CACHE_NAME);
  return files;
};
