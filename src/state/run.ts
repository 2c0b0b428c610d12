/** `refused`: it failed before the first frame, so there is nothing to show for it. */
export type RunOutcome = 'done' | 'stopped' | 'refused';

/** One sentence that runs or waits. */
export type Run = {
  readonly resultId: string;
  /** Aborted when it is cancelled or gives way to another. */
  controller: AbortController;
  readonly settle: (outcome: RunOutcome) => void;
  readonly outcome: Promise<RunOutcome>;
};

export const createRun = (id: string): Run => {
  const { promise, resolve } = Promise.withResolvers<RunOutcome>();
  return { resultId: id, controller: new AbortController(), settle: resolve, outcome: promise };
};
