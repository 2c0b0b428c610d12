import type { ErrorKind } from '../../core/util/errors.ts';
import type { CueSwitches } from '../../protocol/requests.ts';

export type RunRequest = { readonly query: string; readonly switches: CueSwitches };

/** `refused`: it failed before the first frame, so there is nothing to show for it. */
export type RunOutcome = 'done' | 'stopped' | 'refused';

/** After these the next sentence would fail too. */
export const QUEUE_ENDING_ERRORS: ReadonlySet<ErrorKind> = new Set([
  'device-lost',
  'out-of-memory',
  'bundle-invalid',
  'bundle-hash',
  'bundle-unreachable',
  'no-webgpu',
  'no-clip',
]);

/** One sentence that runs or waits. */
export type QueuedRun = {
  readonly resultId: string;
  /** Aborted when it is cancelled or gives way to another. */
  controller: AbortController;
  readonly settle: (outcome: RunOutcome) => void;
  readonly outcome: Promise<RunOutcome>;
};

export const createQueuedRun = (id: string): QueuedRun => {
  const { promise, resolve } = Promise.withResolvers<RunOutcome>();
  return { resultId: id, controller: new AbortController(), settle: resolve, outcome: promise };
};
