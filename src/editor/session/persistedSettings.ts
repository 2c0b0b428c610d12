import * as v from 'valibot';
import type { PersistOptions } from 'zustand/middleware';

/** Settings are written this long after the last change, or when the page is hidden. */
const WRITE_AFTER_MILLISECONDS = 250;

let isStopped = false;

/** Nothing is written any more: all that is stored is being deleted. */
export const stopPersistingSettings = (): void => {
  isStopped = true;
};

const isSame = (a: object, b: object): boolean =>
  Object.entries(a).every(([name, value]) => Object.is(value, Reflect.get(b, name)));

/** One key of `localStorage`, written late and only when something changed. */
const createDelayedWriter = <S extends object>(key: string) => {
  let latest: S | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = (): void => {
    if (timer === undefined) {
      return;
    }
    clearTimeout(timer);
    timer = undefined;
    if (isStopped) {
      return;
    }
    try {
      localStorage.setItem(key, JSON.stringify(latest));
    } catch {
      // Forbidden or full: the settings then last as long as the tab.
    }
  };
  if (typeof document !== 'undefined') {
    // The last events of a tab that is closed or suspended.
    window.addEventListener('pagehide', flush);
    document.addEventListener('visibilitychange', flush);
  }
  return {
    /** What is stored already. */
    begin: (settings: S): void => {
      latest = settings;
    },
    write: (settings: S): void => {
      if (latest === null || !isSame(settings, latest)) {
        latest = settings;
        clearTimeout(timer);
        timer = setTimeout(flush, WRITE_AFTER_MILLISECONDS);
      }
    },
  };
};

/**
 * Options of zustand's `persist` for a part of a store. The key holds the part itself as JSON,
 * without the envelope of `createJSONStorage`, as it did before `persist` was used.
 * @param key of `localStorage`.
 * @param schema of the part; stored settings that do not fit it are passed over as a whole.
 */
export const persistSettings = <
  S extends v.ObjectEntries,
  T extends v.InferOutput<v.ObjectSchema<S, undefined>>,
>(
  key: string,
  schema: v.ObjectSchema<S, undefined>,
): PersistOptions<T, Partial<T>, void> => {
  const writer = createDelayedWriter<Partial<T>>(key);
  const partialize = (state: T): Partial<T> =>
    Object.fromEntries(
      Object.entries(state).filter(([name]) => Object.hasOwn(schema.entries, name)),
    ) as Partial<T>;
  return {
    name: key,
    partialize,
    storage: {
      getItem: () => {
        try {
          const stored = localStorage.getItem(key);
          return stored === null ? null : { state: JSON.parse(stored) as Partial<T> };
        } catch {
          // Forbidden, or written by another program.
          return null;
        }
      },
      setItem: (_, { state }) => writer.write(state),
      removeItem: () => localStorage.removeItem(key),
    },
    merge: (stored, current) => {
      const parsed = v.safeParse(schema, stored);
      const merged = parsed.success ? { ...current, ...parsed.output } : current;
      writer.begin(partialize(merged));
      return merged;
    },
  };
};
