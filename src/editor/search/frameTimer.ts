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

export const createFrameTimer = (nowMilliseconds: () => number): FrameTimer => {
  let startMilliseconds: number | null = null;
  let encodedBefore = 0;
  return {
    start() {
      startMilliseconds ??= nowMilliseconds();
    },
    addRuns(runs) {
      encodedBefore += runs['visual_encoder'] ?? 0;
    },
    secondsPerFrame({ framesComputed, runs }) {
      const encoded = encodedBefore + (runs['visual_encoder'] ?? 0);
      if (startMilliseconds === null || framesComputed === 0 || encoded < framesComputed) {
        return null;
      }
      return (nowMilliseconds() - startMilliseconds) / 1000 / framesComputed;
    },
  };
};
