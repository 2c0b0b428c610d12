import type { SegmentStage } from '../../protocol/requests.ts';

type StageProgressEvent = {
  readonly kind: 'progress';
  readonly stage: SegmentStage;
  readonly done: number;
  readonly total: number;
  readonly secondsLeft: number | null;
};

export type StageProgress = {
  /** @param done steps that are through, those of earlier runs included. */
  report(done: number): void;
};

/** Weight of the newest step in the running estimate of a step's time. */
const SMOOTHING_FACTOR = 0.2;

/** Tells how far a stage is, and how long it will take at the pace measured so far. */
export const createStageProgress = (
  stage: SegmentStage,
  total: number,
  emit: (event: StageProgressEvent) => void,
): StageProgress => {
  let secondsPerStep: number | null = null;
  let lastDone: number | null = null;
  let lastTime = performance.now();
  return {
    report: (done) => {
      const now = performance.now();
      if (lastDone !== null && done > lastDone) {
        const measured = (now - lastTime) / 1000 / (done - lastDone);
        secondsPerStep =
          secondsPerStep === null
            ? measured
            : secondsPerStep + (measured - secondsPerStep) * SMOOTHING_FACTOR;
      }
      lastDone = done;
      lastTime = now;
      const secondsLeft = secondsPerStep === null ? null : secondsPerStep * (total - done);
      emit({ kind: 'progress', stage, done, total, secondsLeft });
    },
  };
};
