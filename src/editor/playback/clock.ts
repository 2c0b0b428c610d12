/**
 * The player's clock. Its master is the audio hardware, also for clips without sound, so that video
 * and sound cannot drift apart: late frames are dropped, sound never waits.
 */
export type Clock = {
  /** From master time `atSeconds` on, media time runs from `mediaSeconds` at `rate`. */
  start(mediaSeconds: number, rate: number, atSeconds: number): void;
  /** Media time now, in seconds; constant before the start. */
  mediaSeconds(): number;
  /** Master time at which a media time is reached, in seconds. */
  masterSecondsAt(mediaSeconds: number): number;
};

/** @param masterSeconds returns the monotonic time of the audible sample, in seconds. */
export const createClock = (masterSeconds: () => number): Clock => {
  let anchorMedia = 0;
  let anchorMaster = 0;
  let rate = 1;
  return {
    start(mediaSeconds, newRate, atSeconds) {
      anchorMedia = mediaSeconds;
      anchorMaster = atSeconds;
      rate = newRate;
    },
    mediaSeconds: () => anchorMedia + Math.max(0, masterSeconds() - anchorMaster) * rate,
    masterSecondsAt: (mediaSeconds) => anchorMaster + (mediaSeconds - anchorMedia) / rate,
  };
};
