import { dot } from '../../../core/util/vectors.ts';
import type { Track } from './tracker.ts';

/** Tracks that a person pointed at in some frames. */
export type TrackExamples = {
  readonly kind: 'only-this' | 'not-this';
  readonly wanted: readonly number[];
  readonly unwanted: readonly number[];
};

/** A track that resembles an unwanted one less stays. */
const MIN_UNWANTED_SIMILARITY = 0.75;

/**
 * The ids of the tracks that a correction keeps. Tracks of the examples are as they say. The others
 * are judged by the similarity of names and tokens to them, so that an object is found again after
 * a cut. A track that was seen in one frame together with an example is another object: with "only
 * this" it goes although it looks like a wanted one, with "not this" it stays although it looks
 * like an unwanted one.
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

const isSeenBeside = (track: Track, others: readonly Track[]): boolean => {
  const times = new Set(track.observations.map(({ seconds }) => seconds));
  return others.some(({ observations }) => observations.some(({ seconds }) => times.has(seconds)));
};
