/**
 * States after successive steps, of which a limited number is kept: step n leads from state n to
 * state n + 1. Beyond the limit every second state goes; gaps are advanced over again.
 */
type Snapshots<T> = {
  /** The latest step at or before this one whose state is known; 0 always is. */
  nearestKnown(step: number): number;
  /** The state before this step, when it is known. */
  at(step: number): T | undefined;
  /** Stores the state before `step`. */
  put(step: number, state: T): void;
};

export const createSnapshots = <T>(start: T, maxSnapshots: number): Snapshots<T> => {
  const kept = new Map<number, T>([[0, start]]);
  /** The newest, kept whatever the stride, so that advancing can go on from it. */
  let latest: { readonly step: number; readonly state: T } = { step: 0, state: start };
  let stride = 1;
  return {
    nearestKnown: (step) => {
      let nearest = latest.step <= step ? latest.step : 0;
      for (const candidate of kept.keys()) {
        if (candidate <= step && candidate > nearest) {
          nearest = candidate;
        }
      }
      return nearest;
    },
    at: (step) => (latest.step === step ? latest.state : kept.get(step)),
    put: (step, state) => {
      latest = { step, state };
      if (step % stride === 0) {
        kept.set(step, state);
      }
      if (kept.size > maxSnapshots) {
        stride *= 2;
        for (const other of kept.keys()) {
          if (other % stride !== 0) {
            kept.delete(other);
          }
        }
      }
    },
  };
};
