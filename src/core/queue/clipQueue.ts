/**
 * The queue of several clips, for the editor's bin and for the command's batch. Its state is plain data
 * that can be stored; every change gives a new one.
 */

/** Why a clip of the queue has no result. */
export type QueueFailure = { readonly kind: string; readonly message: string };

type QueueEntryState = 'waiting' | 'running' | 'done' | 'failed';

export type QueueEntry = {
  readonly id: string;
  readonly state: QueueEntryState;
  /** How often it was begun. */
  readonly attempts: number;
  /** Of a failed one; also of one that is tried once more. */
  readonly failure: QueueFailure | null;
};

export type ClipQueue = {
  /** In the order in which they are done. */
  readonly entries: readonly QueueEntry[];
  readonly isPaused: boolean;
};

/** How the work on a clip ended. */
export type QueueOutcome =
  | { readonly kind: 'done' }
  /** The clip's own fault: another try would end the same. */
  | { readonly kind: 'failed'; readonly failure: QueueFailure }
  /** The worker died; another one tries. */
  | { readonly kind: 'lost'; readonly failure: QueueFailure }
  /** Somebody stopped the work; it is begun again when the queue goes on. */
  | { readonly kind: 'stopped' };

/** A clip that brings its worker down so often is given up, or it would stop the whole queue. */
export const MAX_ATTEMPTS = 2;

export const EMPTY_QUEUE: ClipQueue = { entries: [], isPaused: false };

/** Puts clips at the end; those that are there already stay as they are. */
export const enqueueClips = (queue: ClipQueue, ids: readonly string[]): ClipQueue => {
  const known = new Set(queue.entries.map(({ id }) => id));
  const added = [...new Set(ids)].filter((id) => !known.has(id));
  const entries = added.map(
    (id): QueueEntry => ({ id, state: 'waiting', attempts: 0, failure: null }),
  );
  return { ...queue, entries: [...queue.entries, ...entries] };
};

export const removeClip = (queue: ClipQueue, id: string): ClipQueue => ({
  ...queue,
  entries: queue.entries.filter((entry) => entry.id !== id),
});

const changeEntry = (
  queue: ClipQueue,
  id: string,
  change: (entry: QueueEntry) => QueueEntry,
): ClipQueue => ({
  ...queue,
  entries: queue.entries.map((entry) => (entry.id === id ? change(entry) : entry)),
});

/** Begins the next clip; null when none waits, or the queue is paused. */
export const takeNextClip = (
  queue: ClipQueue,
): { readonly queue: ClipQueue; readonly id: string } | null => {
  const next = queue.isPaused ? undefined : queue.entries.find(({ state }) => state === 'waiting');
  return next === undefined
    ? null
    : {
        id: next.id,
        queue: changeEntry(queue, next.id, (entry) => ({
          ...entry,
          state: 'running',
          attempts: entry.attempts + 1,
        })),
      };
};

const settledEntry = (
  entry: QueueEntry,
  outcome: QueueOutcome,
  maxAttempts: number,
): QueueEntry => {
  switch (outcome.kind) {
    case 'done':
      return { ...entry, state: 'done', failure: null };
    case 'failed':
      return { ...entry, state: 'failed', failure: outcome.failure };
    case 'lost': {
      const isGivenUp = entry.attempts >= maxAttempts;
      return { ...entry, state: isGivenUp ? 'failed' : 'waiting', failure: outcome.failure };
    }
    default:
      return { ...entry, state: 'waiting', attempts: Math.max(0, entry.attempts - 1) };
  }
};

/** Ends the work on a clip. A clip that was removed meanwhile stays away. */
export const settleClip = (queue: ClipQueue, id: string, outcome: QueueOutcome): ClipQueue =>
  changeEntry(queue, id, (entry) =>
    entry.state === 'running' ? settledEntry(entry, outcome, MAX_ATTEMPTS) : entry,
  );

/**
 * The queue after its process ended, by a reload or a kill: what ran then is begun again, unless it was
 * running at the end of so many processes.
 */
export const recoverQueue = (
  queue: ClipQueue,
  failure: QueueFailure,
  maxAttempts = MAX_ATTEMPTS,
): ClipQueue => ({
  ...queue,
  entries: queue.entries.map((entry) =>
    entry.state === 'running' ? settledEntry(entry, { kind: 'lost', failure }, maxAttempts) : entry,
  ),
});

/** Everything is done once more, for other queries. */
export const restartQueue = (queue: ClipQueue): ClipQueue => ({
  ...queue,
  entries: queue.entries.map(({ id }) => ({ id, state: 'waiting', attempts: 0, failure: null })),
});

/** Failed clips are tried again: those of whose failure this holds. */
export const retryClips = (
  queue: ClipQueue,
  isRetried: (entry: QueueEntry) => boolean,
): ClipQueue => ({
  ...queue,
  entries: queue.entries.map((entry) =>
    entry.state === 'failed' && isRetried(entry)
      ? { ...entry, state: 'waiting', attempts: 0, failure: null }
      : entry,
  ),
});

export type QueueCounts = Readonly<Record<QueueEntryState, number>>;

export const countClips = ({ entries }: ClipQueue): QueueCounts => {
  const counts = { waiting: 0, running: 0, done: 0, failed: 0 };
  for (const { state } of entries) {
    counts[state] += 1;
  }
  return counts;
};
