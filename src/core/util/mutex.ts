/**
 * Mutual exclusion of work on cached features, which stay valid only until other work fills the
 * cache. First come, first served.
 */
export type Mutex = {
  /** Resolves, when it is this caller's turn, with the function that releases the lock. */
  acquire(): Promise<() => void>;
  /** Runs `work` while it holds the lock; `yieldLock(fn)` releases the lock while `fn` runs. */
  run<T>(
    work: (yieldLock: <R>(meanwhile: () => Promise<R>) => Promise<R>) => Promise<T>,
  ): Promise<T>;
};

export const createMutex = (): Mutex => {
  let last: Promise<unknown> = Promise.resolve();

  const acquire = async (): Promise<() => void> => {
    const previous = last;
    let release: (() => void) | null = null;
    last = new Promise<void>((resolve) => {
      release = resolve;
    });
    await previous;
    return () => release?.();
  };

  return {
    acquire,
    run: async (work) => {
      let release = await acquire();
      try {
        return await work(async (meanwhile) => {
          release();
          try {
            return await meanwhile();
          } finally {
            release = await acquire();
          }
        });
      } finally {
        release();
      }
    },
  };
};
