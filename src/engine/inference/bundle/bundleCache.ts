/** Kept copies of bundle files. Storage that is full or forbidden only means that nothing is kept. */
export type BundleCache = {
  match(key: string): Promise<Uint8Array<ArrayBuffer> | null>;
  put(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Deletes every copy of the file at this URL, whatever its hash. */
  removeVersions(fileUrl: string): Promise<void>;
  /** Bytes of everything that is kept. */
  measureBytes(): Promise<number>;
  clear(): Promise<void>;
};

const CACHE_NAME = 'earmark-bundles-1';

const resolveNothing = (): Promise<void> => Promise.resolve();

const NO_STORAGE: BundleCache = {
  match: () => Promise.resolve(null),
  put: resolveNothing,
  removeVersions: resolveNothing,
  measureBytes: () => Promise.resolve(0),
  clear: resolveNothing,
};

/** Kept copies in the origin's Cache storage; an empty store where the browser gives none. */
export const openBundleCache = async (): Promise<BundleCache> => {
  let cache: Cache;
  try {
    cache = await caches.open(CACHE_NAME);
  } catch {
    return NO_STORAGE;
  }

  return {
    match: async (key) => {
      try {
        const kept = await cache.match(key);
        return kept === undefined ? null : new Uint8Array(await kept.arrayBuffer());
      } catch {
        // Storage that cannot be read any more: the file is fetched.
        return null;
      }
    },
    put: async (key, bytes) => {
      try {
        await cache.put(key, new Response(bytes));
      } catch {
        // QuotaExceededError: the bundle runs from memory and is fetched again next time.
        await cache.delete(key).catch(() => false);
      }
    },
    removeVersions: async (fileUrl) => {
      await cache.delete(fileUrl, { ignoreSearch: true }).catch(() => false);
    },
    async measureBytes() {
      let bytes = 0;
      for (const request of await cache.keys()) {
        bytes += (await (await cache.match(request))?.blob())?.size ?? 0;
      }
      return bytes;
    },
    async clear() {
      for (const request of await cache.keys()) {
        await cache.delete(request);
      }
    },
  };
};

/** Bytes that the browser keeps of bundles. */
export const measureBundleCache = async (): Promise<{ readonly bytes: number }> => {
  const cache = await openBundleCache();
  return { bytes: await cache.measureBytes() };
};

/** Deletes every kept bundle; an open one runs on from memory. */
export const clearBundleCache = async (): Promise<null> => {
  const cache = await openBundleCache();
  await cache.clear();
  return null;
};
