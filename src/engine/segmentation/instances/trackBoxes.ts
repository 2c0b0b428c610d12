import { boxArea, boxIou } from '../../../core/mask/boxes.ts';
import type { Box } from '../../../core/mask/boxes.ts';
import { isWithinReach, matchGreedily, MAX_HIDDEN_SECONDS, predictBox } from './tracker.ts';
import type { Track, TrackObservation } from './tracker.ts';

/** Frames between overview frames: their boxes come from the detector alone, without vectors. */

const IOU_WEIGHT = 0.75;
const CLASS_WEIGHT = 0.25;
/** The same class within reach is enough; another class needs an overlap of a third. */
const MIN_AFFINITY = 0.25;
/** Of the larger area: a box that does not overlap is the same object only if it is as large. */
const MIN_AREA_RATIO = 0.5;

export type DetectedBox = Pick<TrackObservation, 'box' | 'classIndex'>;

/**
 * Where a track is expected: between two of its observations their interpolation, after the last
 * one the predicted box, before the first one that box. Null when it was not observed for longer
 * than a track survives.
 */
export const expectBox = (track: Track, seconds: number): DetectedBox | null => {
  const { observations } = track;
  const next = observations.findIndex((observation) => observation.seconds > seconds);
  const after = next === -1 ? undefined : observations[next];
  const before = observations[next === -1 ? observations.length - 1 : next - 1];
  if (before !== undefined && after !== undefined) {
    const share = (seconds - before.seconds) / (after.seconds - before.seconds);
    const side = (index: 0 | 1 | 2 | 3): number =>
      before.box[index] + (after.box[index] - before.box[index]) * share;
    const box: Box = [side(0), side(1), side(2), side(3)];
    return { box, classIndex: (share < 0.5 ? before : after).classIndex };
  }
  const nearest = before ?? after;
  if (nearest === undefined || Math.abs(seconds - nearest.seconds) > MAX_HIDDEN_SECONDS) {
    return null;
  }
  const box = before === undefined ? nearest.box : predictBox(track, seconds);
  return { box, classIndex: nearest.classIndex };
};

/**
 * The track of each detected box of a frame between overview frames; null for a box that belongs to
 * none. Every track is assigned once at most.
 */
export const assignToTracks = (
  detected: readonly DetectedBox[],
  tracks: readonly Track[],
  seconds: number,
): (number | null)[] => {
  const expected = tracks.flatMap((track) => {
    const box = expectBox(track, seconds);
    return box === null ? [] : [{ id: track.id, ...box }];
  });
  const affinities = detected.map((box) => expected.map((track) => affinity(track, box)));
  return matchGreedily(affinities, expected.length, MIN_AFFINITY).map((column) =>
    column === null ? null : (expected[column]?.id ?? null),
  );
};

const affinity = (expected: DetectedBox, { box, classIndex }: DetectedBox): number => {
  const iou = boxIou(expected.box, box);
  const areas = [boxArea(expected.box), boxArea(box)];
  const isAsLarge = Math.min(...areas) >= MIN_AREA_RATIO * Math.max(...areas);
  if (!isWithinReach(expected.box, box) || (iou === 0 && !isAsLarge)) {
    return 0;
  }
  return IOU_WEIGHT * iou + (expected.classIndex === classIndex ? CLASS_WEIGHT : 0);
};
