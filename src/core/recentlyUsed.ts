/** A map of bounded size: the entry unused for longest goes first. */
export type RecentlyUsed<T> = {
  get(name: string): T | undefined;
  put(name: string, value: T): void;
};

export const createRecentlyUsed = <T>(maxEntries: number): RecentlyUsed<T> => {
  const entries = new Map<string, T>();
  /** Re-inserted, so that the first key is the one unused for longest. */
  const put = (name: string, value: T): void => {
    entries.delete(name);
    entries.set(name, value);
    const [oldest] = entries.keys();
    if (entries.size > maxEntries && oldest !== undefined) {
      entries.delete(oldest);
    }
  };
  return {
    get: (name) => {
      const value = entries.get(name);
      if (value !== undefined) {
        put(name, value);
      }
      return value;
    },
    put,
  };
};
