/** Statistics before a bundle is open. */
export const NO_PIPELINE_STATISTICS = {
  runs: {},
  runMilliseconds: {},
  cachedFrames: 0,
  cachedBytes: 0,
  cacheBudgetBytes: 0,
};
