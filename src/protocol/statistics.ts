/** Counts since the bundle was opened; of frames since the clip was. */
export type EngineStatistics = {
  /** Graph runs and what they took in milliseconds, by graph. */
  readonly runs: Readonly<Record<string, number>>;
  readonly runMilliseconds: Readonly<Record<string, number>>;
  readonly cachedFrames: number;
  readonly cachedBytes: number;
  readonly cacheBudgetBytes: number;
  readonly results: number;
  readonly maskBytes: number;
  readonly maskBudgetBytes: number;
  readonly decodedFrames: DecodeCounts;
};

/** Frames that came out of the decoder, by the way in which they were asked for. */
export type DecodeCounts = {
  /** One at a time: scrubbing, stepping. */
  readonly single: number;
  /** One after another: playing, either way. */
  readonly playing: number;
  /** Certain ones in one pass: what is computed, exports, thumbnails. */
  readonly chosen: number;
};
