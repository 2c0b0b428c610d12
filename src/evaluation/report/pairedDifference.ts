import { createSeededRandom } from '../../core/util/seededRandom.ts';

/** A metric of one item under two variants. */
type PairedScore = {
  readonly clip: string;
  readonly before: number;
  readonly after: number;
};

export type PairedDifference = {
  readonly mean: number;
  /** Bounds of the 95 % bootstrap interval. */
  readonly low: number;
  readonly high: number;
};

/** With fewer clips bootstrap intervals are too narrow. */
const MIN_CLIPS = 8;
const RESAMPLES = 2000;
const TAIL_PROBABILITY = 0.025;

type ClipSum = { sum: number; count: number };

const meanOfClips = (clips: readonly ClipSum[]): number =>
  clips.reduce((total, { sum }) => total + sum, 0) /
  clips.reduce((total, { count }) => total + count, 0);

/**
 * Mean of after - before with a 95 % interval: the bootstrap over whole clips, since queries of one
 * clip are not independent. The same pairs give the same interval. Null with fewer than
 * eight clips.
 */
export const pairedDifference = (pairs: readonly PairedScore[]): PairedDifference | null => {
  const byClip = new Map<string, ClipSum>();
  for (const { clip, before, after } of pairs) {
    const of = byClip.get(clip) ?? { sum: 0, count: 0 };
    byClip.set(clip, { sum: of.sum + after - before, count: of.count + 1 });
  }
  const clips = [...byClip.values()];
  if (clips.length < MIN_CLIPS) return null;
  const random = createSeededRandom('paired difference');
  const means = Array.from({ length: RESAMPLES }, () =>
    meanOfClips(clips.map((clip) => clips[Math.floor(random() * clips.length)] ?? clip)),
  ).toSorted((a, b) => a - b);
  const at = (share: number): number => means[Math.floor(share * (RESAMPLES - 1))] ?? 0;
  return { mean: meanOfClips(clips), low: at(TAIL_PROBABILITY), high: at(1 - TAIL_PROBABILITY) };
};

/** Whether the interval excludes 0. */
export const isSignificant = ({ low, high }: PairedDifference): boolean => low > 0 || high < 0;
