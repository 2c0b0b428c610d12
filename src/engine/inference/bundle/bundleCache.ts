/** Kept copies of bundle files. Storage that is full or forbidden only means that nothing is kept. */
export type BundleCache = {
  match(key: string): Promise<Uint8Array<ArrayBuffer> | null>;
  put(key: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Forgets every copy of the file at this URL, whatever its hash, and what was begun of it. */
  removeVersions(fileUrl: string): Promise<void>;
  /** What came of the file before its download broke off: pieces that follow one another. */
  readParts(key: string): Promise<readonly Uint8Array<ArrayBuffer>[]>;
  /** Keeps the next piece, which begins at this byte. */
  putPart(key: string, firstByte: number, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  removeParts(key: string): Promise<void>;
  /** Bytes of everything that is kept, pieces too. */
  measureBytes(): Promise<number>;
  clear(): Promise<void>;
};

const CACHE_NAME = 'earmark-bundles-1';

const resolveNothing = (): Promise<void> => Promise.resolve();

const NO_STORAGE: BundleCache = {
  match: () => Promise.resolve(null),
  put: resolveNothing,
  removeVersions: resolveNothing,
  readParts: () => Promise.resolve([]),
  putPart: resolveNothing,
  removeParts: resolveNothing,
  measureBytes: () => Promise.resolve(0),
  clear: resolveNothing,
};

const partKey = (key: string, firstByte: number): string => `${key}&from=${firstByte}`;

/** Kept copies in the origin's Cache storage; an empty store where the browser gives none. */
export const openBundleCache = async (): Promise<BundleCache> => {
  let cache: Cache;
  try {
    cache = await caches.open(CACHE_NAME);
  } catch {
    return NO_STORAGE;
  }

  const match = async (key: string): Promise<Uint8Array<ArrayBuffer> | null> => {
    const kept = await cache.match(key);
    return kept === undefined ? null : new Uint8Array(await kept.arrayBuffer());
  };

  const put = async (key: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> => {
    try {
      await cache.put(key, new Response(bytes));
    } catch {
      // QuotaExceededError: the bundle runs from memory and is fetched again next time.
      await cache.delete(key);
    }
  };

  return {
    match,
    put,
    removeVersions: async (fileUrl) => {
      await cache.delete(fileUrl, { ignoreSearch: true });
    },
    async readParts(key) {
      const pieces: Uint8Array<ArrayBuffer>[] = [];
      let length = 0;
      for (
        let piece = await match(partKey(key, length));
        piece !== null && piece.length > 0;
        piece = await match(partKey(key, length))
      ) {
        pieces.push(piece);
        length += piece.length;
      }
      return pieces;
    },
    putPart: (key, firstByte, bytes) => put(partKey(key, firstByte), bytes),
    async removeParts(key) {
      const prefix = partKey(key, 0).slice(0, -1);
      for (const request of await cache.keys()) {
        if (request.url.startsWith(prefix)) {
          await cache.delete(request);
        }
      }
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
