import { EarmarkError, toEarmarkError, type ErrorDetails } from '../../core/util/errors.ts';
import type { SessionStore } from './sessionStore.ts';

/** More than that would push the work off the screen. */
const MAX_NOTICES = 3;

/**
 * Shows an error to the person: beneath the query box where the query is at fault. What was cancelled
 * on purpose is no error.
 */
export const notify = (session: SessionStore, thrown: unknown): void => {
  const error = toEarmarkError(thrown);
  if (error.kind === 'aborted') {
    return;
  }
  if (error.kind.endsWith('-expression')) {
    session.setState({ queryProblem: error });
    return;
  }
  session.setState(({ notices }) => ({
    lastError: error,
    notices: [
      // The same error twice is one notice.
      ...notices.filter(
        (notice) => notice.error.kind !== error.kind || notice.error.message !== error.message,
      ),
      { id: (notices.at(-1)?.id ?? 0) + 1, error },
    ].slice(-MAX_NOTICES),
  }));
};

/** Runs the work; what it throws is shown to the person. */
export const notifyOfErrors = async (
  session: SessionStore,
  work: () => Promise<void>,
): Promise<void> => {
  try {
    await work();
  } catch (error) {
    notify(session, error);
  }
};

/** Before another query is tried. */
export const clearQueryProblem = (session: SessionStore): void =>
  session.setState({ queryProblem: null });

export const dismissNotice = (session: SessionStore, id: number): void => {
  session.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) }));
};

/** What an error said is true no longer. */
export const withdrawNotice = (session: SessionStore, error: EarmarkError): void =>
  session.setState(({ notices }) => ({
    notices: notices.filter((notice) => notice.error !== error),
  }));

/**
 * Names the browser's refusal to write to the clipboard, which has no permission, no focus or no
 * secure origin; any other error stays what it is.
 * @param facts what was to be copied: `link`, or the `frameIndex` of a picture.
 */
export const clipboardError = (thrown: unknown, facts: ErrorDetails): unknown => {
  const isRefused =
    typeof navigator.clipboard === 'undefined' ||
    (thrown instanceof DOMException && thrown.name === 'NotAllowedError');
  return isRefused
    ? new EarmarkError('clipboard-refused', 'The clipboard was refused.', facts, thrown)
    : thrown;
};
