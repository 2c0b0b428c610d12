import type { PrecacheEntry, PrecacheManifest } from '../precacheManifest.ts';

/** Cached files of the app; a file that several versions share is stored once. */
type AppCache = {
  /** @throws TypeError when a file cannot be fetched; the previous version stays complete. */
  addFiles(files: readonly PrecacheEntry[]): Promise<void>;
  /** The cached file at this path; null when it is not cached. */
  match(path: string): Promise<Response | null>;
  hasFiles(files: readonly PrecacheEntry[]): Promise<boolean>;
  /** Forgets what neither this version nor the one before consists of. */
  deleteOldVersions(): Promise<void>;
};

const CACHE_NAME = 'earmark-app-1';
/** Lists of the versions' files lie beside the files. */
const VERSION_PATH = '/earmark-version/';
/** A tab may still run the version before, and fetch parts of it. */
const MAX_VERSIONS = 2;

const cacheKeyOf = ({ path, revision }: PrecacheEntry): string => `${path}?revision=${revision}`;

const hasFiles = async (wanted: readonly PrecacheEntry[]): Promise<boolean> => {
  const cache = await caches.open(CACHE_NAME);
  const found = await Promise.all(wanted.map((file) => cache.match(cacheKeyOf(file))));
  return found.every((response) => response !== undefined);
};

/**
 * @param headers what every answer carries: the policy, and cross-origin isolation, which wasm
 *   threads need and which would otherwise be lost on the way through the cache.
 */
export const createAppCache = (
  { onInstall: atOnce, afterFirstUse: afterUse }: PrecacheManifest,
  version: string,
  headers: Readonly<Record<string, string>>,
): AppCache => {
  const files = [...atOnce, ...afterUse];
  const keys = new Map(files.map((file) => [file.path, cacheKeyOf(file)]));

  const fetchFile = async ({ path }: PrecacheEntry): Promise<Response> => {
    // Revalidates the browser's HTTP cache with the server.
    const response = await fetch(path, { cache: 'no-cache', redirect: 'error' });
    if (!response.ok) {
      throw new TypeError(`${path}: HTTP ${response.status}`);
    }
    const type = response.headers.get('content-type') ?? 'application/octet-stream';
    return new Response(await response.blob(), { headers: { ...headers, 'content-type': type } });
  };

  return {
    hasFiles,
    async addFiles(wanted) {
      const cache = await caches.open(CACHE_NAME);
      await cache.put(VERSION_PATH + version, Response.json([...keys.values()]));
      for (const file of wanted) {
        if (!(await hasFiles([file]))) {
          await cache.put(cacheKeyOf(file), await fetchFile(file));
        }
      }
    },
    async match(path) {
      const cache = await caches.open(CACHE_NAME);
      const key = keys.get(path);
      // A page of the version before asks for files that this one no longer has.
      const response = await (key === undefined
        ? cache.match(path, { ignoreSearch: true })
        : cache.match(key));
      return response ?? null;
    },
    async deleteOldVersions() {
      const cache = await caches.open(CACHE_NAME);
      const own = VERSION_PATH + version;
      const stored = await cache.keys();
      const paths = stored.map(({ url }) => new URL(url).pathname);
      const versions = paths.filter((path) => path.startsWith(VERSION_PATH) && path !== own);
      const kept = [...versions.slice(1 - MAX_VERSIONS), own];
      const wanted = new Set(kept);
      for (const path of kept) {
        const list: unknown = await (await cache.match(path))?.json();
        for (const key of Array.isArray(list) ? list : []) {
          wanted.add(String(key));
        }
      }
      for (const request of stored) {
        const { pathname, search } = new URL(request.url);
        if (!wanted.has(pathname + search)) {
          await cache.delete(request);
        }
      }
    },
  };
};
