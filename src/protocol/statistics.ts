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

/** Decoded frames, by the kind of request. */
export type DecodeCounts = {
  /** One at a time: scrubbing and stepping. */
  readonly single: number;
  /** In sequence: playback in either direction. */
  readonly playing: number;
  /** Chosen frames in one pass: segmentation, exports, thumbnails. */
  readonly chosen: number;
};
