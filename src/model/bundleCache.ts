/** Kept copies of bundle files. Storage that is full or forbidden only means that nothing is kept. */
export type BundleCache = {
  match(key: string): Promise<Uint8Array<ArrayBuffer> | null>;
  put(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Forgets every copy of the file at this URL, whatever its hash. */
  removeVersions(fileUrl: string): Promise<void>;
};

const CACHE_NAME = 'earmark-bundles-1';

const WITHOUT_STORAGE: BundleCache = {
  match: () => Promise.resolve(null),
  put: () => Promise.resolve(),
  removeVersions: () => Promise.resolve(),
};

/** Kept copies in the origin's Cache storage; an empty store where the browser gives none. */
export const openBundleCache = async (): Promise<BundleCache> => {
  let cache: Cache;
  try {
    cache = await caches.open(CACHE_NAME);
  } catch {
    return WITHOUT_STORAGE;
  }
  return {
    match: async (key) => {
      const kept = await cache.match(key);
      return kept === undefined ? null : new Uint8Array(await kept.arrayBuffer());
    },
    put: async (key, bytes) => {
      try {
        await cache.put(key, new Response(bytes));
      } catch {
        // QuotaExceededError: the bundle runs from memory and is fetched again next time.
        await cache.delete(key);
      }
    },
    removeVersions: async (fileUrl) => {
      await cache.delete(fileUrl, { ignoreSearch: true });
    },
  };
};
