/** A download of which nothing comes for this long is given up. */
const STALL_SECONDS = 60;
const TICK_SECONDS = 5;

/** Ends a download that stands still, which no browser does by itself. */
export type StallWatch = {
  /** Aborted when nothing has come for a minute. */
  readonly signal: AbortSignal;
  /** Something has come. */
  touch(): void;
  dispose(): void;
};

/**
 * It counts ticks and no clock: while a tab is frozen and when the clock jumps, no time passes for
 * the download either.
 */
export const createStallWatch = (): StallWatch => {
  const controller = new AbortController();
  let idleTicks = 0;
  const timer = setInterval(() => {
    idleTicks += 1;
    if (idleTicks * TICK_SECONDS >= STALL_SECONDS) {
      controller.abort();
    }
  }, TICK_SECONDS * 1000);
  return {
    signal: controller.signal,
    touch: () => {
      idleTicks = 0;
    },
    dispose: () => clearInterval(timer),
  };
};
