import { settleClip, takeNextClip, type ClipQueue, type QueueOutcome } from './clipQueue.ts';

type QueueWork = {
  readonly read: () => ClipQueue;
  /** Called with each new state, before and after a clip. */
  readonly write: (queue: ClipQueue) => void;
  /** Workers at the same time, at least 1. */
  readonly workers: number;
  /**
   * Works on one clip. It never throws: what goes wrong is an outcome.
   * @param worker which of them, from 0.
   */
  readonly run: (id: string, worker: number) => Promise<QueueOutcome>;
  /** Ends after the clips that are running, which the owner stops itself. */
  readonly signal: AbortSignal;
};

/**
 * Works until no clip waits, or the queue is paused. One clip's failure ends nothing; a clip whose
 * worker was lost is taken by whoever is free first.
 */
export const drainQueue = async ({
  read,
  write,
  workers,
  run,
  signal,
}: QueueWork): Promise<void> => {
  const work = async (worker: number): Promise<void> => {
    for (;;) {
      const taken = signal.aborted ? null : takeNextClip(read());
      if (taken === null) {
        return;
      }
      write(taken.queue);
      const outcome = await run(taken.id, worker);
      write(settleClip(read(), taken.id, outcome));
    }
  };
  await Promise.all(Array.from({ length: workers }, (_, worker) => work(worker)));
};
