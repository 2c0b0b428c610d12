/** A resource that requests use, such as the open clip; freed when its last user is done. */
export type OpenResource<T> = {
  readonly value: T;
  /** Aborted by `close`: all work on the resource ends. */
  readonly closing: AbortSignal;
  /** Keeps the resource from being freed while `work` runs. */
  use<R>(work: () => Promise<R>): Promise<R>;
  /** Another takes its place: aborts the work on it and frees it. */
  close(): void;
  /** Frees it without aborting: its users fail by themselves. */
  retire(): void;
};

export const createOpenResource = <T extends { dispose(): unknown }>(value: T): OpenResource<T> => {
  const controller = new AbortController();
  let users = 0;
  let isRetired = false;
  let isFreed = false;
  const freeUnused = (): void => {
    if (isRetired && users === 0 && !isFreed) {
      isFreed = true;
      value.dispose();
    }
  };
  const retire = (): void => {
    isRetired = true;
    freeUnused();
  };
  return {
    value,
    closing: controller.signal,
    use: async (work) => {
      users += 1;
      try {
        return await work();
      } finally {
        users -= 1;
        freeUnused();
      }
    },
    close: () => {
      controller.abort();
      retire();
    },
    retire,
  };
};
