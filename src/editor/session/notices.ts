import { toEarmarkError } from '../../core/util/errors.ts';
import type { SessionStore } from './sessionStore.ts';

/** More than that would push the work off the screen. */
const MAX_NOTICES = 3;

/** Shows an error to the person; what was cancelled on purpose is none. */
export const notify = (session: SessionStore, thrown: unknown): void => {
  const error = toEarmarkError(thrown);
  if (error.kind === 'aborted') {
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

/** Clears the notices about earlier queries. */
export const dismissQueryNotices = (session: SessionStore): void => {
  session.setState(({ notices }) => ({
    notices: notices.filter(({ error }) => !error.kind.endsWith('-expression')),
  }));
};

export const dismissNotice = (session: SessionStore, id: number): void => {
  session.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) }));
};
