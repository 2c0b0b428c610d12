import { boxAt } from '../../../core/mask/boxes.ts';
import { nullIfCorrupt } from '../../../core/util/errors.ts';
import { createLruCache } from '../../../core/util/lruCache.ts';
import { bestScores } from '../../inference/instances/bestBoxes.ts';
import type { DetectedInstances } from '../../inference/instances/detector.ts';
import type { EncodedInstances } from '../../inference/instances/instanceEncoder.ts';
import { distinctInstances } from './distinctInstances.ts';
import type { MeantBox } from './distinctInstances.ts';
import type { FramePixels } from './instanceMasks.ts';
import { boxesBetween, isSteady } from './steadyFrames.ts';
import type { TrackedBoxes } from './steadyFrames.ts';
import type { TrackAssignment } from './trackBoxes.ts';
import type { TrackedOverview } from './trackedOverview.ts';
import type { MeantTracks, TrackedQuery } from './trackedQuery.ts';

export type InstanceFrame = {
  readonly frameIndex: number;
  readonly ptsSeconds: number;
  /** Names the frame in the cache of masks. */
  readonly frameKey: string;
  /** The second whose overview frame this is; null for a frame between them. */
  readonly overviewSecond: number | null;
  /** Boxes of a frame between overview frames, from a cache where they can be. */
  readonly detect: () => Promise<DetectedInstances>;
  /** The same boxes with their vectors, from a cache where they can be. */
  readonly encode: () => Promise<EncodedInstances>;
  /** Decodes the frame at its own size; called only when a mask is missing. */
  readonly open: () => Promise<FramePixels>;
  /** Decodes the frame if that was never done: damage is told, and frames are read in order. */
  readonly checkReadable: () => Promise<void>;
  /** The two frames between which this one lies, see `neighboursOf`; none of one always looked at. */
  readonly neighbours: () => readonly InstanceFrame[];
};

/** The instances of a frame with their tracks. */
type LocatedInstances = TrackedBoxes & {
  /** How the tracks were found; null in an overview frame, whose instances tracks are made of. */
  readonly assignment: TrackAssignment | null;
};

export type MeantInstance = MeantBox & { readonly row: number };

/** The instances of a frame with their tracks, and which of them a query means. */
export type AskedInstances = TrackedBoxes & {
  /** p of each instance, 0..1; null where nothing is known. */
  readonly probabilities: MeantTracks['probabilities'];
  /** Those that the query means, loose boxes of an object too. */
  readonly meant: readonly MeantInstance[];
  /** The tracks were not sure of what is meant, so that the frame was looked at in full. */
  readonly isFullLook: boolean;
};

/**
 * A frame between overview frames is looked at in full where no meant box fits its track that well:
 * what moves fast is elsewhere or looks otherwise. Measured on DAVIS 2016 (docs/results.md).
 */
const SURE_AFFINITY = 0.6;

/** Of an instance that no track holds: pointed at by a person, or meant by a full look. */
export const NO_TRACK = -1;

/** The instances of a frame with their tracks. Null when an overview frame cannot be decoded. */
export const locateTracks = async (
  overview: TrackedOverview,
  frame: Pick<InstanceFrame, 'ptsSeconds' | 'overviewSecond' | 'detect'>,
): Promise<LocatedInstances | null> => {
  if (frame.overviewSecond !== null) {
    const tracked = await overview.frameAt(frame.overviewSecond);
    return tracked && { ...tracked.instances, trackIds: tracked.trackIds, assignment: null };
  }
  const detected = await frame.detect();
  const assignment = await overview.assignAt(frame.ptsSeconds, detected);
  return { ...detected, trackIds: assignment.trackIds, assignment };
};

/** One query, asked of frames. */
export type FrameQuery = {
  /**
   * What the query means in a frame, by its tracks: between steady frames, or in the boxes that are
   * detected, or by a full look where the tracks are not sure. The answer does not depend on the
   * order of calls. Null when an overview frame cannot be decoded.
   */
  ask(frame: InstanceFrame): Promise<AskedInstances | null>;
  readonly cueWeightsAt: TrackedQuery['cueWeightsAt'];
};

/** Answers that are kept: those of the frames between which others lie. */
const KEPT_ANSWERS = 8;

export const createFrameQuery = (query: TrackedQuery, overview: TrackedOverview): FrameQuery => {
  const answers = createLruCache<number, AskedInstances>(KEPT_ANSWERS);

  const byTracks = async (frame: InstanceFrame): Promise<AskedInstances | null> => {
    const located = await locateTracks(overview, frame);
    if (located === null) {
      return null;
    }
    const { assignment, ...instances } = located;
    const { ptsSeconds } = frame;
    const meant = await query.meantAt(ptsSeconds, instances.trackIds);
    const isSure = meant.rows.some((row) => (assignment?.affinities[row] ?? 0) >= SURE_AFFINITY);
    const isExpected = async (): Promise<boolean> =>
      (await query.meantAt(ptsSeconds, assignment?.expectedIds ?? [])).rows.length > 0;
    return assignment === null || isSure || !(await isExpected())
      ? answerOf(instances, meant, false)
      : inFull(frame);
  };
  const inFull = async (frame: InstanceFrame): Promise<AskedInstances> => {
    const { ptsSeconds } = frame;
    const instances = await frame.encode();
    const { trackIds } = await overview.reassignAt(ptsSeconds, instances);
    const meant = await query.meantIn({ ptsSeconds, instances, trackIds });
    return answerOf({ ...instances, trackIds }, meant, true);
  };
  /** The answer between two frames that hardly differ in what is meant; null where they do. */
  const betweenNeighbours = async (frame: InstanceFrame): Promise<AskedInstances | null> => {
    const [before, after] = frame.neighbours();
    if (before === undefined || after === undefined) {
      return null;
    }
    // Before those after it, so that frames are decoded in order.
    await frame.checkReadable();
    const earlier = await askReadable(before);
    const later = earlier && (await askReadable(after));
    if (earlier === null || later === null || !areSteady(earlier, later)) {
      return null;
    }
    const share = (frame.ptsSeconds - before.ptsSeconds) / (after.ptsSeconds - before.ptsSeconds);
    const between = boxesBetween(earlier, later, share);
    return answerOf(between, await query.meantAt(frame.ptsSeconds, between.trackIds), false);
  };
  const askReadable = (frame: InstanceFrame): Promise<AskedInstances | null> =>
    nullIfCorrupt(() => ask(frame));
  const ask = async (frame: InstanceFrame): Promise<AskedInstances | null> => {
    const known = answers.get(frame.frameIndex);
    if (known !== undefined) {
      return known;
    }
    const answer = (await betweenNeighbours(frame)) ?? (await byTracks(frame));
    if (answer !== null) {
      answers.set(frame.frameIndex, answer);
    }
    return answer;
  };
  return { ask, cueWeightsAt: (second) => query.cueWeightsAt(second) };
};

const answerOf = (
  { boxes, classScores, trackIds }: TrackedBoxes,
  { rows, probabilities }: MeantTracks,
  isFullLook: boolean,
): AskedInstances => {
  const scores = bestScores(classScores, classScores.length / Math.max(1, trackIds.length));
  const meant = rows.map((row) => ({
    row,
    box: boxAt(boxes, row),
    score: scores[row] ?? 0,
    probability: probabilities[row] ?? 0,
  }));
  return { boxes, classScores, trackIds, probabilities, meant, isFullLook };
};

/** Whether what is drawn of either frame is in both, and hardly moved. */
const areSteady = (before: AskedInstances, after: AskedInstances): boolean => {
  const drawn = [before, after].flatMap(({ meant, trackIds }) =>
    distinctInstances(meant).map(({ row }) => trackIds[row] ?? NO_TRACK),
  );
  return !before.isFullLook && !after.isFullLook && isSteady(before, after, drawn);
};
