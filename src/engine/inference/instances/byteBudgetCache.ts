/** Values within a byte budget: those that were not asked for longest go first. */
type ByteBudgetCache<Key, Value> = {
  get(key: Key): Value | undefined;
  /** A value larger than the budget is not kept. */
  set(key: Key, value: Value): void;
  readonly count: number;
  readonly bytes: number;
  clear(): void;
};

/** @param countBytes of a value; the same at every call. */
export const createByteBudgetCache = <Key, Value>(
  budgetBytes: number,
  countBytes: (value: Value) => number,
): ByteBudgetCache<Key, Value> => {
  // A Map keeps the order of insertion, so its first key is the oldest.
  const entries = new Map<Key, Value>();
  let bytes = 0;

  const drop = (key: Key, value: Value): void => {
    entries.delete(key);
    bytes -= countBytes(value);
  };
  const insert = (key: Key, value: Value): void => {
    entries.set(key, value);
    bytes += countBytes(value);
  };
  return {
    get: (key) => {
      const value = entries.get(key);
      if (value !== undefined) {
        entries.delete(key);
        entries.set(key, value);
      }
      return value;
    },
    set: (key, value) => {
      const before = entries.get(key);
      if (before !== undefined) {
        drop(key, before);
      }
      insert(key, value);
      for (const [oldest, dropped] of entries) {
        if (bytes <= budgetBytes) {
          break;
        }
        drop(oldest, dropped);
      }
    },
    get count() {
      return entries.size;
    },
    get bytes() {
      return bytes;
    },
    clear: () => {
      entries.clear();
      bytes = 0;
    },
  };
};
