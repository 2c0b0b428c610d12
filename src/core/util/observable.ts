/** A value that changes many times a second and is therefore not React state. */
export type Observable<T> = {
  readonly value: T;
  set(value: T): void;
  /** Calls the listener with the value there is, then at each change. Returns how to stop. */
  subscribe(listener: (value: T) => void): () => void;
};

export const createObservable = <T>(initial: T): Observable<T> => {
  const listeners = new Set<(value: T) => void>();
  let current = initial;
  return {
    get value() {
      return current;
    },
    set(value) {
      if (Object.is(value, current)) {
        return;
      }
      current = value;
      for (const listener of listeners) {
        listener(value);
      }
    },
    subscribe(listener) {
      listeners.add(listener);
      listener(current);
      return () => {
        listeners.delete(listener);
      };
    },
  };
};
