import {
  CUMULATIVE_MEAN,
  updateRunningMean,
  emptyRunningMean,
  type MemoryRule,
  type RunningMean,
} from '../../core/model/runningMean.ts';

/**
 * The method's cached memory over a clip, for one expression: frames of second tau see the mean of
 * what the seconds before tau added, one step each (eq. 3).
 */
export type CachedMemory = {
  /** The latest second at or before this one whose memory is known; 0 always is. */
  nearestKnownSecond(second: number): number;
  /** What frames of this second see, when it is known. */
  snapshotAt(second: number): RunningMean | undefined;
  /**
   * C^second becomes C^(second + 1).
   * @param step attended rows of the second; null when its picture cannot be decoded, which adds
   *   nothing
   * @throws RangeError when C^second is not known.
   */
  advance(second: number, step: Float32Array | null): void;
};

/** 150 kB each at full size: every second of clips under three minutes, then every second one, fourth ... */
const MAX_SNAPSHOTS = 160;

/**
 * @param length values of a step
 * @param maxSnapshots beyond it the memory is thinned out; gaps are advanced over again.
 */
export const createCachedMemory = (
  length: number,
  rule: MemoryRule = CUMULATIVE_MEAN,
  maxSnapshots = MAX_SNAPSHOTS,
): CachedMemory => {
  const start = emptyRunningMean(length);
  const kept = new Map<number, RunningMean>([[0, start]]);
  /** The newest, kept whatever the stride, so that advancing can go on from it. */
  let latest: { readonly second: number; readonly snapshot: RunningMean } = {
    second: 0,
    snapshot: start,
  };
  let stride = 1;

  const thinOut = (): void => {
    stride *= 2;
    for (const second of kept.keys()) {
      if (second % stride !== 0) {
        kept.delete(second);
      }
    }
  };
  const at = (second: number): RunningMean | undefined =>
    latest.second === second ? latest.snapshot : kept.get(second);

  return {
    snapshotAt: at,
    nearestKnownSecond: (second) => {
      let nearest = latest.second <= second ? latest.second : 0;
      for (const candidate of kept.keys()) {
        if (candidate <= second && candidate > nearest) {
          nearest = candidate;
        }
      }
      return nearest;
    },
    advance: (second, step) => {
      const before = at(second);
      if (before === undefined) {
        throw new RangeError(`The memory of second ${second} is not known.`);
      }
      const snapshot = step === null ? before : updateRunningMean(before, step, rule);
      latest = { second: second + 1, snapshot };
      if (latest.second % stride === 0) {
        kept.set(latest.second, snapshot);
      }
      if (kept.size > maxSnapshots) {
        thinOut();
      }
    },
  };
};
