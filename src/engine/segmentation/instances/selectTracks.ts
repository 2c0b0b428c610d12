import { dot } from '../../../core/util/vectors.ts';
import { boxContainment } from '../../../core/mask/boxes.ts';
import type { Track } from './tracker.ts';

/** Tracks that a person pointed at in some frames. */
export type TrackExamples = {
  readonly kind: 'only-this' | 'not-this';
  readonly wanted: readonly number[];
  readonly unwanted: readonly number[];
};

/** A track that resembles an unwanted one less stays. */
const MIN_UNWANTED_SIMILARITY = 0.75;
/** Of the smaller box: from here on two boxes of one frame lie on each other. */
const SAME_PLACE_CONTAINMENT = 0.5;
/** Tracks at one place whose names are that similar are parts and loose boxes of one object. */
const MIN_DUPLICATE_NAME_SIMILARITY = 0.5;

/**
 * The ids of the tracks that a correction keeps. Tracks of the examples are as they say. The others
 * are judged by the similarity of names and tokens to them, so that an object is found again after
 * a cut. A track that was seen beside an example in one frame is another object: with "only this" it
 * goes although it looks like a wanted one, with "not this" it stays although it looks like an
 * unwanted one. A track at the same place under a similar name is the example once more.
 */
export const selectTracks = (
  tracks: readonly Track[],
  { kind, wanted, unwanted }: TrackExamples,
): ReadonlySet<number> => {
  const byId = new Map(tracks.map((track) => [track.id, track]));
  const examplesOf = (ids: readonly number[]): Track[] => ids.flatMap((id) => byId.get(id) ?? []);
  const [wantedTracks, unwantedTracks] = [examplesOf(wanted), examplesOf(unwanted)];

  const isKept = (track: Track): boolean => {
    if (wanted.includes(track.id) || unwanted.includes(track.id)) {
      return !unwanted.includes(track.id);
    }
    if (isDuplicateOf(track, unwantedTracks)) {
      return false;
    }
    if (isDuplicateOf(track, wantedTracks)) {
      return true;
    }
    const likeWanted = maxTrackSimilarity(track, wantedTracks);
    const likeUnwanted = maxTrackSimilarity(track, unwantedTracks);
    return kind === 'only-this'
      ? likeWanted > likeUnwanted && !isSeenBeside(track, wantedTracks)
      : likeUnwanted < MIN_UNWANTED_SIMILARITY ||
          likeUnwanted <= likeWanted ||
          isSeenBeside(track, unwantedTracks);
  };
  return new Set(tracks.filter(isKept).map(({ id }) => id));
};

/** -1..1, names and tokens by half; -1 without others. */
const maxTrackSimilarity = (track: Track, others: readonly Track[]): number =>
  others.reduce(
    (most, { name, token }) =>
      Math.max(most, (dot(track.name, name) + dot(track.token, token)) / 2),
    -1,
  );

/** Seconds in which both were seen, and in how many of them they lay on each other. */
const countMeetings = (
  a: Track,
  b: Track,
): { readonly met: number; readonly samePlace: number } => {
  const boxes = new Map(b.observations.map(({ seconds, box }) => [seconds, box]));
  let [met, samePlace] = [0, 0];
  for (const { seconds, box } of a.observations) {
    const other = boxes.get(seconds);
    if (other !== undefined) {
      met += 1;
      samePlace += Number(boxContainment(box, other) > SAME_PLACE_CONTAINMENT);
    }
  }
  return { met, samePlace };
};

const isSeenBeside = (track: Track, others: readonly Track[]): boolean =>
  others.some((other) => countMeetings(track, other).met > 0);

const isDuplicateOf = (track: Track, others: readonly Track[]): boolean =>
  others.some((other) => {
    const { met, samePlace } = countMeetings(track, other);
    const isSamePlace = met > 0 && samePlace >= met / 2;
    return isSamePlace && dot(track.name, other.name) >= MIN_DUPLICATE_NAME_SIMILARITY;
  });
