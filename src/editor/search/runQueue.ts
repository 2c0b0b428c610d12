import { createDeferred } from '../../core/util/deferred.ts';
import { toEarmarkError, type EarmarkError, type ErrorKind } from '../../core/util/errors.ts';

/** `refused`: it failed before the first frame, so there is nothing to show for it. */
export type RunOutcome = 'done' | 'stopped' | 'refused';

/** The queue's side of a result's status; `running` is told by the engine. */
type QueueStatus = 'waiting' | 'done' | 'cancelled';

/** What the queue needs of the rest. An error in one of these never stops the queue. */
export type RunQueueDeps = {
  /** `complete`: nothing is left to compute. `missing`: the result is gone. */
  inspect(resultId: string): 'incomplete' | 'complete' | 'missing';
  /** Computes what is left of a result. @throws of kind `aborted` after an abort. */
  compute(resultId: string, signal: AbortSignal): Promise<void>;
  onStatus(resultId: string, status: QueueStatus): void;
  /** The run has failed, or was ended by the engine (`aborted`). @returns what is left of it. */
  onFailure(resultId: string, error: EarmarkError): RunOutcome;
  /** One of the callbacks has thrown. */
  onCallbackError(thrown: unknown): void;
};

/** Computes results one after another. Pure: no clock, no store, no worker. */
type RunQueue = {
  /**
   * Computes a result before all that waits. What was running gives way and goes on after it, from
   * where it was. A result that runs already is left alone.
   */
  enqueue(resultId: string): Promise<RunOutcome>;
  /** Stops what runs and all that waits. @returns whether there was anything to stop. */
  cancel(): boolean;
};

/** After these errors the next run would fail as well. */
const QUEUE_ENDING_ERRORS: ReadonlySet<ErrorKind> = new Set([
  'device-lost',
  'out-of-memory',
  'bundle-invalid',
  'bundle-hash',
  'bundle-unreachable',
  'no-webgpu',
  'no-clip',
]);

type QueuedRun = {
  readonly resultId: string;
  /** Aborted when the run is cancelled or gives way to another; then replaced. */
  controller: AbortController;
  readonly settle: (outcome: RunOutcome) => void;
  readonly outcome: Promise<RunOutcome>;
};

const createQueuedRun = (resultId: string): QueuedRun => {
  const { promise, resolve } = createDeferred<RunOutcome>();
  return { resultId, controller: new AbortController(), settle: resolve, outcome: promise };
};

export const createRunQueue = (deps: RunQueueDeps): RunQueue => {
  /** In the order in which they run; the first one is running. */
  let queue: readonly QueuedRun[] = [];
  let isProcessing = false;

  const guarded = (callback: () => void): void => {
    try {
      callback();
    } catch (thrown) {
      deps.onCallbackError(thrown);
    }
  };
  const setStatus = ({ resultId }: QueuedRun, status: QueueStatus): void =>
    guarded(() => deps.onStatus(resultId, status));

  const finish = (run: QueuedRun, outcome: RunOutcome): void => {
    queue = queue.filter((other) => other !== run);
    run.settle(outcome);
  };

  const cancel = (): boolean => {
    const stopped = queue;
    queue = [];
    for (const run of stopped) {
      run.controller.abort();
      setStatus(run, 'cancelled');
      run.settle('stopped');
    }
    return stopped.length > 0;
  };

  const fail = (run: QueuedRun, thrown: unknown): void => {
    const error = toEarmarkError(thrown);
    let outcome: RunOutcome = 'stopped';
    guarded(() => {
      outcome = deps.onFailure(run.resultId, error);
    });
    finish(run, outcome);
    if (QUEUE_ENDING_ERRORS.has(error.kind)) {
      cancel();
    }
  };

  const process = async (run: QueuedRun): Promise<void> => {
    const { signal } = run.controller;
    try {
      const state = deps.inspect(run.resultId);
      if (state === 'incomplete') {
        await deps.compute(run.resultId, signal);
      } else {
        setStatus(run, 'done');
      }
      // An aborted run was cancelled, or is still queued and goes on later.
      if (!signal.aborted) {
        finish(run, state === 'missing' ? 'stopped' : 'done');
      }
    } catch (thrown) {
      if (!signal.aborted) {
        fail(run, thrown);
      }
    }
  };

  const processQueue = async (): Promise<void> => {
    if (isProcessing) {
      return;
    }
    isProcessing = true;
    for (let run = queue[0]; run; run = queue[0]) {
      await process(run);
    }
    isProcessing = false;
  };

  return {
    cancel,
    enqueue(resultId) {
      const [running] = queue;
      const known = queue.find((run) => run.resultId === resultId);
      if (known && known === running) {
        return known.outcome;
      }
      const run = known ?? createQueuedRun(resultId);
      if (running) {
        running.controller.abort();
        running.controller = new AbortController();
        setStatus(running, 'waiting');
      }
      setStatus(run, 'waiting');
      queue = [run, ...queue.filter((other) => other !== run)];
      void processQueue();
      return run.outcome;
    },
  };
};
