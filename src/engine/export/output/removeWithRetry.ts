const MAX_ATTEMPTS = 8;
const RETRY_MS = 25;

/**
 * Chromium gives an aborted file free only some time after the stream has told its end, so a
 * refused removal is tried again for up to a second. A file that cannot be removed stays.
 */
export const removeWithRetry = async (remove: () => Promise<void>): Promise<void> => {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    try {
      await remove();
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, attempt * RETRY_MS));
    }
  }
};
