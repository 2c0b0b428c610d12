import { MODEL_SHAPE } from '../../core/model/manifest.ts';
import {
  CUMULATIVE_MEAN,
  updateRunningMean,
  emptyRunningMean,
  type MemoryRule,
  type RunningMean,
} from '../../core/model/runningMean.ts';
import type { MemorySnapshot } from '../inference/cueFusion.ts';

const { visualTokens, width, windowSeconds } = MODEL_SHAPE;

/** What one second of the overview adds to the memory. */
export type MemoryStep = {
  /** [visualTokens * width]: `visual_attended` of the second's overview frame. */
  readonly visualAttended: Float32Array;
  /** [windowSeconds * width]: `audio_attended` of the second's window. */
  readonly audioAttended: Float32Array;
  /** [windowSeconds]: 1 where the window has sound. */
  readonly audioMask: Float32Array;
};

/**
 * The method's cached memory over a clip, for one expression: frames of second tau see a snapshot S
 * of the seconds before tau, to each of which a step T was added (eq. 3).
 */
export type CachedMemory<S, T> = {
  /** The latest second at or before this one whose memory is known; 0 always is. */
  nearestKnownSecond(second: number): number;
  /** What frames of this second see, when it is known. */
  snapshotAt(second: number): S | undefined;
  /**
   * C^second becomes C^(second + 1); null for a second whose picture cannot be decoded, which adds
   * nothing. @throws RangeError when C^second is not known.
   */
  advance(second: number, step: T | null): void;
};

/** What a kind of bundle remembers, and how. */
export type MemoryArithmetic<S, T> = {
  /** C^1: before the first second. */
  readonly start: S;
  /** C^second and what this second adds -> C^(second + 1). */
  add(before: S, step: T, second: number): S;
};

/** Memory of kind "queries". */
export type QueriesMemory = CachedMemory<MemorySnapshot, MemoryStep>;

/** 150 kB each: every second of clips under three minutes, then every second one, fourth ... */
const MAX_SNAPSHOTS = 160;

/**
 * Inside a window of sound the graph takes the causal mean itself, so the mean of the sound moves on
 * only from window to window.
 * @param rule steps are seconds; of the sound, those that have sound
 */
export const queriesMemory = (
  rule: MemoryRule = CUMULATIVE_MEAN,
): MemoryArithmetic<MemorySnapshot, MemoryStep> => ({
  start: { visual: emptyRunningMean(visualTokens * width), audio: emptyRunningMean(width) },
  add: (before, step, second) => {
    const isWindowEnd = (second + 1) % windowSeconds === 0;
    return {
      visual: updateRunningMean(before.visual, step.visualAttended, rule),
      audio: isWindowEnd ? addAudioWindow(before.audio, step, rule) : before.audio,
    };
  },
});

/** @param maxSnapshots beyond it the memory is thinned out; gaps are advanced over again. */
export const createCachedMemory = <S, T>(
  arithmetic: MemoryArithmetic<S, T>,
  maxSnapshots = MAX_SNAPSHOTS,
): CachedMemory<S, T> => {
  const kept = new Map<number, S>([[0, arithmetic.start]]);
  /** The newest, kept whatever the stride, so that advancing can go on from it. */
  let latest: { readonly second: number; readonly snapshot: S } = {
    second: 0,
    snapshot: arithmetic.start,
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
  const at = (second: number): S | undefined =>
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
      const snapshot = step === null ? before : arithmetic.add(before, step, second);
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

/** The mean of the sound after one more window: silence outside of the clip's sound is no step. */
const addAudioWindow = (memory: RunningMean, step: MemoryStep, rule: MemoryRule): RunningMean => {
  let mean = memory;
  for (let second = 0; second < windowSeconds; second++) {
    if (step.audioMask[second] === 1) {
      const values = step.audioAttended.subarray(second * width, (second + 1) * width);
      mean = updateRunningMean(mean, values, rule);
    }
  }
  return mean;
};
