import { sigmoid } from '../../../core/util/math.ts';

/** What cue fusion said of a track in one overview frame. */
export type TrackAnswer = {
  readonly trackId: number;
  /** Logit of "the query means this instance". */
  readonly meantLogit: number;
  /** The detector's best class score, 0..1. */
  readonly score: number;
  /** Area of the box, in 0..1 of the frame. */
  readonly boxArea: number;
};

/**
 * Whether the query means a track, over time: decided by the overview frames around a moment, not
 * by one frame nor by the whole clip, because queries such as "the dog while it barks" change.
 */
type TrackProbabilities = {
  /**
   * Adds an overview frame; one at the same time is replaced. Frames may come in any order.
   * @param answers of all tracks in it
   */
  addFrame(seconds: number, answers: readonly TrackAnswer[]): void;
  /**
   * p(track) at a moment, 0..1, interpolated between the overview frames around it; null when the
   * track is in no overview frame near them.
   */
  probabilityAt(trackId: number, seconds: number): number | null;
};

/** Overview frames this far away still count. */
export const NEIGHBOURHOOD_SECONDS = 2;

export const createTrackProbabilities = (): TrackProbabilities => {
  const frames = new Map<number, readonly TrackAnswer[]>();
  /** Ascending. */
  let times: readonly number[] = [];
  /** p of the tracks around each overview frame, as far as it was asked for. */
  const known = new Map<number, ReadonlyMap<number, number>>();

  const probabilitiesNear = (seconds: number): ReadonlyMap<number, number> => {
    const near = known.get(seconds) ?? meanByTrack(answersNear(seconds));
    known.set(seconds, near);
    return near;
  };
  const answersNear = (seconds: number): TrackAnswer[] =>
    times
      .filter((time) => Math.abs(time - seconds) <= NEIGHBOURHOOD_SECONDS)
      .flatMap((time) => frames.get(time) ?? []);

  return {
    addFrame: (seconds, answers) => {
      frames.set(seconds, answers);
      times = Array.from(frames.keys()).toSorted((a, b) => a - b);
      known.clear();
    },
    probabilityAt: (trackId, seconds) => {
      const before = times.findLast((time) => time <= seconds);
      const after = times.find((time) => time > seconds);
      const first = before === undefined ? undefined : probabilitiesNear(before).get(trackId);
      if (before === seconds || after === undefined) {
        return first ?? null;
      }
      const second = probabilitiesNear(after).get(trackId);
      if (first === undefined || second === undefined || before === undefined) {
        return first ?? second ?? null;
      }
      return first + ((second - first) * (seconds - before)) / (after - before);
    },
  };
};

const meanByTrack = (answers: readonly TrackAnswer[]): ReadonlyMap<number, number> => {
  const byTrack = new Map<number, TrackAnswer[]>();
  for (const answer of answers) {
    if (!Number.isNaN(answer.meantLogit)) {
      byTrack.set(answer.trackId, [...(byTrack.get(answer.trackId) ?? []), answer]);
    }
  }
  return new Map(Array.from(byTrack, ([trackId, own]) => [trackId, weightedMean(own)]));
};

/**
 * The mean of p over at least one answer, weighted by the detector's score and by how much of the object is visible: the area
 * of its box against the largest one. Weights that are all zero, or no numbers, count as equal.
 */
const weightedMean = (answers: readonly TrackAnswer[]): number => {
  const largest = Math.max(...answers.map(({ boxArea }) => boxArea));
  const weights = answers.map(({ score, boxArea }) => (score * boxArea) / largest);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const isUsable = total > 0 && Number.isFinite(total);
  return answers.reduce((sum, { meantLogit }, index) => {
    const weight = isUsable ? (weights[index] ?? 0) / total : 1 / answers.length;
    return sum + weight * sigmoid(meantLogit);
  }, 0);
};

export type MeantInstances = {
  /** Rows of the instances that the query means. */
  readonly rows: readonly number[];
  /** The highest p of the frame, 0..1; 0 without instances. */
  readonly presence: number;
};

/**
 * The instances of a frame that the query means: all at or above `instance`; when there is none, the
 * best alone if it reaches `presence`.
 * @param probabilities p of each instance; null or no number where nothing is known
 */
export const chooseMeant = (
  probabilities: readonly (number | null)[],
  thresholds: { readonly instance: number; readonly presence: number },
): MeantInstances => {
  const known = probabilities.map((p) => (p === null || Number.isNaN(p) ? -1 : p));
  const rows = Array.from(known.keys()).filter((row) => (known[row] ?? -1) >= thresholds.instance);
  const presence = Math.max(0, ...known);
  const best = known.indexOf(presence);
  const isBestEnough = best !== -1 && presence >= thresholds.presence;
  return { rows: rows.length === 0 && isBestEnough ? [best] : rows, presence };
};
