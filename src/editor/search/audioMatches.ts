/** Similarity of each second's audio with a query, -1..1; NaN where it is not computed. */
export type AudioMatch = Float32Array;

export type AudioMatchSummary = {
  readonly seconds: number;
  readonly computed: number;
  readonly bestSecond: number;
  readonly best: number;
};

export const summariseAudioMatch = (match: AudioMatch): AudioMatchSummary => {
  let computed = 0;
  let [best, bestSecond] = [Number.NEGATIVE_INFINITY, 0];
  for (const [second, value] of match.entries()) {
    if (!Number.isNaN(value)) {
      computed += 1;
      if (value > best) {
        [best, bestSecond] = [value, second];
      }
    }
  }
  return { seconds: match.length, computed, bestSecond, best };
};
