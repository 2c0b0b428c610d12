/**
 * The player's clock. Its master is the audio hardware even in a silent clip, so picture and sound
 * cannot drift apart: late pictures are dropped, sound never waits.
 */
export type Clock = {
  /** From `atSeconds` (in the master's time) on, the media runs from `mediaSeconds` at `rate`. */
  start(mediaSeconds: number, rate: number, atSeconds: number): void;
  /** Media time now; stands still before the start. */
  mediaSeconds(): number;
  /** When, in the master's time, the media reaches a time. */
  masterSecondsAt(mediaSeconds: number): number;
};

/** @param masterSeconds the time of what is heard now, in seconds, never going back. */
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
