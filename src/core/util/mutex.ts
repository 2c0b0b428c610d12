/**
 * Whoever works with cached features has a turn: features stay valid only until another piece of
 * work puts new ones into the cache. Turns are given in the order in which they were asked for.
 */
export type Mutex = {
  /** Runs the work when it is its turn; `rest` lets others have theirs and does something else. */
  run<T>(work: (rest: <R>(meanwhile: () => Promise<R>) => Promise<R>) => Promise<T>): Promise<T>;
};

export const createMutex = (): Mutex => {
  let last: Promise<unknown> = Promise.resolve();

  /** Resolves with what ends the turn. */
  const begin = async (): Promise<() => void> => {
    const before = last;
    let end: (() => void) | null = null;
    last = new Promise<void>((resolve) => {
      end = resolve;
    });
    await before;
    return () => end?.();
  };

  return {
    run: async (work) => {
      let end = await begin();
      try {
        return await work(async (meanwhile) => {
          end();
          try {
            return await meanwhile();
          } finally {
            end = await begin();
          }
        });
      } finally {
        end();
      }
    },
  };
};
