import type { SegmentSummary } from '../../protocol/requests.ts';

/** Measures what a frame costs on this machine, in wall-clock time, from a run's first masks. */
export type FrameTimer = {
  /** The stage in which frames are computed has begun. */
  start(): void;
  /** The overview is through. Null when most of its frames were cached, for then it says nothing. */
  secondsPerFrame(summary: SegmentSummary): number | null;
};

export const createFrameTimer = (nowMilliseconds: () => number): FrameTimer => {
  let startMilliseconds: number | null = null;
  return {
    start() {
      startMilliseconds ??= nowMilliseconds();
    },
    secondsPerFrame({ framesComputed, runs }) {
      const encoded = runs['visual_encoder'] ?? 0;
      if (startMilliseconds === null || framesComputed === 0 || encoded < framesComputed) {
        return null;
      }
      return (nowMilliseconds() - startMilliseconds) / 1000 / framesComputed;
    },
  };
};
