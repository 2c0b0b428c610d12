import { boxArea, boxIou } from '../../../core/mask/boxes.ts';
import type { Box } from '../../../core/mask/boxes.ts';
import { dot } from '../../../core/util/vectors.ts';
import {
  affinityTo,
  isWithinReach,
  matchGreedily,
  MAX_HIDDEN_SECONDS,
  MIN_AFFINITY,
  predictBox,
} from './tracker.ts';
import type { Track, TrackCandidate } from './tracker.ts';

/** Frames between overview frames: their boxes come from the detector alone, without vectors. */

const IOU_WEIGHT = 0.6;
const CLASS_WEIGHT = 0.4;
/** Within reach, classes alike by 0.75 are enough; unlike ones need an overlap of a half. */
const MIN_BOX_AFFINITY = 0.3;
/** How far a box may be from where it is expected, in longer sides of the expected box. */
const REACH = 3;
/** Of the larger area: a box that does not overlap is the same object only if it is as large. */
const MIN_AREA_RATIO = 0.5;

/** Class scores have unit length. */
export type DetectedBox = Pick<TrackCandidate, 'box' | 'classes'>;

type ExpectedTrack = { readonly track: Track; readonly box: Box };

/** Which detected box is which track. Every track is assigned once at most. */
export type TrackAssignment = {
  /** Of each box; null for one that belongs to no track. */
  readonly trackIds: readonly (number | null)[];
  /** How well each box fits its track, 0..1; 0 without one. */
  readonly affinities: readonly number[];
  /** All tracks that are expected at this moment, whether a box was found for them or not. */
  readonly expectedIds: readonly number[];
};

/**
 * Where a track is expected: between two of its observations their interpolation, after the last
 * one the predicted box, before the first one that box. Null when it was not observed for longer
 * than a track survives.
 */
export const expectBox = (track: Track, seconds: number): Box | null => {
  const { observations } = track;
  const next = observations.findIndex((observation) => observation.seconds > seconds);
  const after = next === -1 ? undefined : observations[next];
  const before = observations[next === -1 ? observations.length - 1 : next - 1];
  if (before !== undefined && after !== undefined) {
    const share = (seconds - before.seconds) / (after.seconds - before.seconds);
    const side = (index: 0 | 1 | 2 | 3): number =>
      before.box[index] + (after.box[index] - before.box[index]) * share;
    return [side(0), side(1), side(2), side(3)];
  }
  const nearest = before ?? after;
  if (nearest === undefined || Math.abs(seconds - nearest.seconds) > MAX_HIDDEN_SECONDS) {
    return null;
  }
  return before === undefined ? nearest.box : predictBox(track, seconds);
};

const expectTracks = (tracks: readonly Track[], seconds: number): ExpectedTrack[] =>
  tracks.flatMap((track) => {
    const box = expectBox(track, seconds);
    return box === null ? [] : [{ track, box }];
  });

/** Assigns boxes by where tracks are expected and by the detector's classes. */
export const assignToTracks = (
  detected: readonly DetectedBox[],
  tracks: readonly Track[],
  seconds: number,
): TrackAssignment =>
  assign(detected, expectTracks(tracks, seconds), boxAffinity, MIN_BOX_AFFINITY);

/**
 * Assigns the instances of a frame that was looked at in full, by vectors too: an object is found
 * again wherever it went.
 */
export const assignInstances = (
  candidates: readonly TrackCandidate[],
  tracks: readonly Track[],
  seconds: number,
): TrackAssignment =>
  assign(
    candidates,
    expectTracks(tracks, seconds),
    ({ track, box }, candidate) => affinityTo(track, box, candidate),
    MIN_AFFINITY,
  );

const assign = <T>(
  found: readonly T[],
  expected: readonly ExpectedTrack[],
  affinityOf: (expected: ExpectedTrack, found: T) => number,
  minAffinity: number,
): TrackAssignment => {
  const affinities = found.map((each) => expected.map((track) => affinityOf(track, each)));
  const columns = matchGreedily(affinities, expected.length, minAffinity);
  return {
    trackIds: columns.map((column) => expected[column ?? -1]?.track.id ?? null),
    affinities: columns.map((column, row) => affinities[row]?.[column ?? -1] ?? 0),
    expectedIds: expected.map(({ track }) => track.id),
  };
};

const boxAffinity = (expected: ExpectedTrack, { box, classes }: DetectedBox): number => {
  const iou = boxIou(expected.box, box);
  const areas = [boxArea(expected.box), boxArea(box)];
  const isAsLarge = Math.min(...areas) >= MIN_AREA_RATIO * Math.max(...areas);
  if (!isWithinReach(expected.box, box, REACH) || (iou === 0 && !isAsLarge)) {
    return 0;
  }
  const value = IOU_WEIGHT * iou + CLASS_WEIGHT * dot(expected.track.classes, classes);
  return Number.isNaN(value) ? 0 : value;
};
