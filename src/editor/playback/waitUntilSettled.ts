/** A frame that stays this long is decoded at full resolution. */
const SETTLE_MILLISECONDS = 120;

/** Resolves after that time, or at once when the wait is aborted. */
export const waitUntilSettled = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, SETTLE_MILLISECONDS);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
