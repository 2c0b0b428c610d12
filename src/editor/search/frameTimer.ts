import type { SegmentSummary } from '../../protocol/requests.ts';

/** Measures the wall-clock seconds per frame on this machine, over a run's overview pass. */
export type FrameTimer = {
  /** The stage in which frames are computed has begun. */
  start(): void;
  /** Graph runs of a request before the overview pass, whose frames the pass counts too. */
  addRuns(runs: SegmentSummary['runs']): void;
  /** After the overview pass. Null when most of its frames were cached: then it measures nothing. */
  secondsPerFrame(summary: SegmentSummary): number | null;
};

/**
 * Of the time of an overview frame, what a frame between two takes with a model of kind "instances":
 * detector and crops, without the instance encoder. Measured on wasm with one thread.
 */
const BETWEEN_SHARE = 0.4;

/** Frames that were looked at. */
const encodedIn = (runs: SegmentSummary['runs']): number =>
  (runs['visual_encoder'] ?? 0) + (runs['detector'] ?? 0);

export const createFrameTimer = (nowMilliseconds: () => number): FrameTimer => {
  let startMilliseconds: number | null = null;
  let encodedBefore = 0;
  return {
    start() {
      startMilliseconds ??= nowMilliseconds();
    },
    addRuns(runs) {
      encodedBefore += encodedIn(runs);
    },
    secondsPerFrame({ framesComputed, runs }) {
      const encoded = encodedBefore + encodedIn(runs);
      if (startMilliseconds === null || framesComputed === 0 || encoded < framesComputed) {
        return null;
      }
      const secondsEach = (nowMilliseconds() - startMilliseconds) / 1000 / framesComputed;
      return secondsEach * ('detector' in runs ? BETWEEN_SHARE : 1);
    },
  };
};
