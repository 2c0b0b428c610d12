/** A map that forgets what was not asked for longest. */
export type LruCache<Key, Value> = {
  get(key: Key): Value | undefined;
  set(key: Key, value: Value): void;
  clear(): void;
};

export const createLruCache = <Key, Value>(limit: number): LruCache<Key, Value> => {
  // A Map keeps the order of insertion, so its first key is the oldest.
  const entries = new Map<Key, Value>();
  return {
    get(key) {
      const value = entries.get(key);
      if (value !== undefined) {
        entries.delete(key);
        entries.set(key, value);
      }
      return value;
    },
    set(key, value) {
      entries.delete(key);
      entries.set(key, value);
      for (const oldest of entries.keys()) {
        if (entries.size <= limit) {
          break;
        }
        entries.delete(oldest);
      }
    },
    clear: () => entries.clear(),
  };
};
