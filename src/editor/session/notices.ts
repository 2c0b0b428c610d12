import { toEarmarkError } from '../../core/util/errors.ts';
import type { EarmarkError } from '../../core/util/errors.ts';
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
