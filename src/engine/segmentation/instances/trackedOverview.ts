import { createMutex } from '../../../core/util/mutex.ts';
import { boxAt } from '../../../core/mask/boxes.ts';
import { histogramOverlap } from '../../inference/instances/colourHistogram.ts';
import type { DetectedInstances } from '../../inference/instances/detector.ts';
import type { EncodedInstances } from '../../inference/instances/instanceEncoder.ts';
import { unitVector } from '../../../core/util/vectors.ts';
import { assignInstances, assignToTracks } from './trackBoxes.ts';
import type { DetectedBox, TrackAssignment } from './trackBoxes.ts';
import { createTracker, MAX_HIDDEN_SECONDS, trackCandidates } from './tracker.ts';
import type { Track } from './tracker.ts';

export type TrackedFrame = {
  readonly ptsSeconds: number;
  readonly instances: EncodedInstances;
  /** The track of each instance. */
  readonly trackIds: readonly number[];
};

/** The tracks of a clip, from its overview pass; the same for every query. */
export type TrackedOverview = {
  /** Timestamp of the overview frame of each whole second; not descending. */
  readonly ptsSeconds: readonly number[];
  /** Of all seconds that were asked for, and those before them. */
  readonly tracks: readonly Track[];
  /**
   * The overview frame of a second, tracked after those of all seconds before it, so that ids do
   * not depend on the order of calls. Null when the frame cannot be decoded.
   * @throws RangeError outside of the clip; what `encode` throws.
   */
  frameAt(second: number): Promise<TrackedFrame | null>;
  /**
   * The tracks of what was detected in a frame that is not of the overview, after all overview
   * frames whose tracks reach it. @throws what `encode` throws.
   */
  assignAt(ptsSeconds: number, detected: DetectedInstances): Promise<TrackAssignment>;
  /** The same of a frame that was looked at in full. @throws what `encode` throws. */
  reassignAt(ptsSeconds: number, instances: EncodedInstances): Promise<TrackAssignment>;
};

type OverviewSource = {
  /** The frame of each whole second, not descending; seconds without an own frame repeat one. */
  readonly overview: readonly number[];
  readonly ptsSecondsOf: (frameIndex: number) => number;
  /** Instances of a frame, from a cache where it can; null when the frame cannot be decoded. */
  readonly encode: (frameIndex: number) => Promise<EncodedInstances | null>;
};

export const createTrackedOverview = ({
  overview,
  ptsSecondsOf,
  encode,
}: OverviewSource): TrackedOverview => {
  const ptsSeconds = overview.map(ptsSecondsOf);
  const tracker = createTracker();
  const mutex = createMutex();
  /** By frame index, in order; the instances stay in the cache of `encode`. */
  const trackIds = new Map<number, readonly number[] | null>();
  const coloursAt = new Map<number, Float32Array>();
  let trackedSeconds = 0;

  const trackFrame = async (frameIndex: number): Promise<void> => {
    if (!trackIds.has(frameIndex)) {
      const instances = await encode(frameIndex);
      trackIds.set(frameIndex, instances && tracker.addFrame(ptsSecondsOf(frameIndex), instances));
      if (instances) {
        coloursAt.set(ptsSecondsOf(frameIndex), instances.colours);
      }
    }
  };
  const trackThrough = async (second: number): Promise<void> => {
    for (; trackedSeconds <= second; trackedSeconds++) {
      await trackFrame(overview[trackedSeconds] ?? 0);
    }
  };
  /** Which shot an overview frame is of, from 0. */
  const shotAt = (seconds: number): number =>
    tracker.cutSeconds.filter((cut) => cut <= seconds).length;
  /**
   * Which shot a frame between overview frames is of. If a cut lies between the two beside it, it is
   * of the shot of the one whose colours it has.
   */
  const shotOf = (seconds: number, colours: Float32Array): number => {
    const before = ptsSeconds.findLast((pts) => pts <= seconds && coloursAt.has(pts));
    const last = seconds + MAX_HIDDEN_SECONDS; // those after it may be tracked already, or not
    const after = ptsSeconds.find((pts) => pts > seconds && pts <= last && coloursAt.has(pts));
    if (before === undefined || after === undefined) {
      return shotAt(before ?? after ?? seconds);
    }
    const [earlier, later] = [before, after].map((pts) =>
      histogramOverlap(colours, coloursAt.get(pts) ?? colours),
    );
    return shotAt((earlier ?? 0) >= (later ?? 0) ? before : after);
  };
  /** The tracks of the shot that a frame between overview frames is of. */
  const tracksAt = (seconds: number, colours: Float32Array): Promise<Track[]> =>
    mutex.run(async () => {
      await trackThrough(ptsSeconds.findLastIndex((pts) => pts <= seconds + MAX_HIDDEN_SECONDS));
      const shot = shotOf(seconds, colours);
      return tracker.tracks.filter(
        ({ observations: [first] }) => first !== undefined && shotAt(first.seconds) === shot,
      );
    });
  return {
    ptsSeconds,
    tracks: tracker.tracks,
    frameAt: (second) =>
      mutex.run(async () => {
        const frameIndex = overview[second];
        if (frameIndex === undefined) {
          throw new RangeError(`The clip has no second ${second}.`);
        }
        await trackThrough(second);
        const ids = trackIds.get(frameIndex);
        const instances = ids ? await encode(frameIndex) : null;
        return ids && instances
          ? { ptsSeconds: ptsSecondsOf(frameIndex), instances, trackIds: ids }
          : null;
      }),
    assignAt: async (seconds, detected) =>
      assignToTracks(detectedBoxes(detected), await tracksAt(seconds, detected.colours), seconds),
    reassignAt: async (seconds, instances) =>
      assignInstances(
        trackCandidates(seconds, instances),
        await tracksAt(seconds, instances.colours),
        seconds,
      ),
  };
};

const detectedBoxes = ({ count, boxes, classScores }: DetectedInstances): DetectedBox[] => {
  const classCount = classScores.length / count;
  return Array.from({ length: count }, (_, row) => ({
    box: boxAt(boxes, row),
    classes: unitVector(classScores.subarray(row * classCount, (row + 1) * classCount)),
  }));
};
