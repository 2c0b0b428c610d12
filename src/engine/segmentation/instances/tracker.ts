import { dot, unitVector } from '../../../core/util/vectors.ts';
import { boxAt, boxIou } from '../../../core/mask/boxes.ts';
import { histogramOverlap } from '../../inference/instances/colourHistogram.ts';
import type { Box } from '../../../core/mask/boxes.ts';
import type { EncodedInstances } from '../../inference/instances/instanceEncoder.ts';

/**
 * Instances of successive overview frames as tracks: which are the same object over time. Greedy
 * matching by box overlap and similarity of vectors, best pair first. The Python twin is
 * `models/earmark/model/tracks.py`.
 */

/** A track may miss two overview frames, one a second. */
export const MAX_HIDDEN_SECONDS = 2.5;
export const MIN_AFFINITY = 0.45;
const IOU_WEIGHT = 0.4;
const NAME_WEIGHT = 0.2;
const TOKEN_WEIGHT = 0.4;
/** How far a box may move between two frames, in its own longer sides. */
const REACH = 1.5;
/** A longer side counts as at least this share of the frame. */
const MIN_SIDE = 0.03;
/** Mean of the best affinities of all instances below which the frame is the first after a cut. */
const CUT_AFFINITY = 0.35;
/**
 * Overlap of two frames' colours below which a cut lies between them. Measured on DAVIS 2016: of
 * frames one second apart 1 of 71 has less, of frames of two sequences 7 of 8.
 */
export const MIN_SHOT_OVERLAP = 0.6;
/** Weight of the newest vector in a track's running mean. */
const NEWEST_WEIGHT = 0.3;
const MIN_NORM = 1e-6;

type TrackObservation = {
  readonly seconds: number;
  readonly box: Box;
};

/** One object over time. */
export type Track = {
  /** By first appearance, from 0. */
  readonly id: number;
  /** Ascending in time, at least one. */
  readonly observations: readonly TrackObservation[];
  /** Running mean of the name vectors, unit length, [textWidth]. */
  readonly name: Float32Array;
  /** Running mean of the instance tokens, unit length, [width]. */
  readonly token: Float32Array;
  /** Running mean of the detector's class scores, unit length, [detectorClasses]. */
  readonly classes: Float32Array;
};

type Tracker = {
  readonly tracks: readonly Track[];
  /** Times of the frames that are the first after a cut. */
  readonly cutSeconds: readonly number[];
  /**
   * Assigns the instances of the next overview frame to tracks. The ids depend on the frames and
   * their order alone.
   * @param instances boxes, class scores, unit name vectors and tokens
   * @returns the track's id of each instance
   * @throws RangeError when the frame is not later than the one before it.
   */
  addFrame(seconds: number, instances: EncodedInstances): number[];
};

type OpenTrack = Track & {
  readonly observations: TrackObservation[];
  name: Float32Array;
  token: Float32Array;
  classes: Float32Array;
};

/** What the matching compares; vectors have unit length. */
export type TrackCandidate = TrackObservation & Pick<Track, 'name' | 'token' | 'classes'>;

export const createTracker = (): Tracker => {
  const tracks: OpenTrack[] = [];
  /** Tracks that may go on: not ended by a cut nor hidden for too long. */
  let open: OpenTrack[] = [];
  const cutSeconds: number[] = [];
  let lastSeconds = Number.NEGATIVE_INFINITY;
  let lastColours: Float32Array | null = null;

  const startTrack = ({ seconds, box, ...vectors }: TrackCandidate): OpenTrack => {
    const track = { id: tracks.length, observations: [{ seconds, box }], ...vectors };
    tracks.push(track);
    open.push(track);
    return track;
  };
  return {
    tracks,
    cutSeconds,
    addFrame: (seconds, instances) => {
      if (!(seconds > lastSeconds)) {
        throw new RangeError(`A frame at ${seconds} s cannot follow one at ${lastSeconds} s.`);
      }
      lastSeconds = seconds;
      open = open.filter((track) => seconds - lastOf(track).seconds <= MAX_HIDDEN_SECONDS);
      const candidates = trackCandidates(seconds, instances);
      const affinities = candidates.map((candidate) =>
        open.map((track) => {
          const predicted = predictBox(track, seconds);
          return isWithinReach(predicted, candidate.box, REACH)
            ? affinityTo(track, predicted, candidate)
            : 0;
        }),
      );
      const hasOtherColours =
        lastColours !== null && histogramOverlap(lastColours, instances.colours) < MIN_SHOT_OVERLAP;
      lastColours = instances.colours;
      if (hasOtherColours || isAfterCut(affinities)) {
        open = [];
        cutSeconds.push(seconds);
      }
      const matches = matchGreedily(affinities, open.length, MIN_AFFINITY);
      const before = open.slice();
      return candidates.map((candidate, row) => {
        const track = before[matches[row] ?? -1];
        if (track === undefined) {
          return startTrack(candidate).id;
        }
        continueTrack(track, candidate);
        return track.id;
      });
    },
  };
};

const lastOf = ({ observations }: Track): TrackObservation => {
  const last = observations.at(-1);
  if (last === undefined) {
    throw new RangeError('A track has no observation.');
  }
  return last;
};

export const trackCandidates = (seconds: number, instances: EncodedInstances): TrackCandidate[] => {
  const { count, boxes, classScores, nameVectors, tokens } = instances;
  const rowOf = (values: Float32Array, row: number): Float32Array => {
    const columns = values.length / count;
    return values.subarray(row * columns, (row + 1) * columns);
  };
  return Array.from({ length: count }, (_, row) => ({
    seconds,
    box: boxAt(boxes, row),
    name: rowOf(nameVectors, row).slice(),
    token: unitVector(rowOf(tokens, row)),
    classes: unitVector(rowOf(classScores, row)),
  }));
};

const mixUnit = (mean: Float32Array, newest: Float32Array): Float32Array => {
  const mixed = mean.map(
    (value, index) => (1 - NEWEST_WEIGHT) * value + NEWEST_WEIGHT * (newest[index] ?? 0),
  );
  const norm = Math.max(MIN_NORM, Math.sqrt(dot(mixed, mixed)));
  return mixed.map((value) => value / norm);
};

const continueTrack = (track: OpenTrack, { seconds, box, ...vectors }: TrackCandidate): void => {
  track.observations.push({ seconds, box });
  track.name = mixUnit(track.name, vectors.name);
  track.token = mixUnit(track.token, vectors.token);
  track.classes = mixUnit(track.classes, vectors.classes);
};

/**
 * The track's last box, moved on as it moved between its last two frames, by at most one second's
 * way. Its sides stay: they change with what hides it.
 */
export const predictBox = ({ observations }: Track, seconds: number): Box => {
  const last = observations.at(-1);
  const before = observations.at(-2);
  if (last === undefined || before === undefined) {
    return last?.box ?? [0, 0, 0, 0];
  }
  const passed = Math.max(1e-3, last.seconds - before.seconds);
  const share = Math.min(Math.min(seconds - last.seconds, 1) / passed, 1);
  const move = (low: 0 | 1, high: 2 | 3): number =>
    ((last.box[low] - before.box[low] + last.box[high] - before.box[high]) * share) / 2;
  const [x, y] = [move(0, 2), move(1, 3)];
  return [last.box[0] + x, last.box[1] + y, last.box[2] + x, last.box[3] + y];
};

/**
 * Whether an object can have moved from one box to the other between two frames.
 * @param reach in longer sides of the first box
 */
export const isWithinReach = (from: Box, to: Box, reach: number): boolean => {
  const side = Math.max(from[2] - from[0], from[3] - from[1], MIN_SIDE);
  const x = Math.abs(to[0] + to[2] - from[0] - from[2]) / 2;
  const y = Math.abs(to[1] + to[3] - from[1] - from[3]) / 2;
  return Math.max(x, y) <= reach * side;
};

/**
 * How well an instance continues a track that is expected at a box, 0..1; 0 for vectors with values
 * that are not numbers.
 */
export const affinityTo = (
  track: Pick<Track, 'name' | 'token'>,
  expected: Box,
  { box, name, token }: Pick<TrackCandidate, 'box' | 'name' | 'token'>,
): number => {
  const value =
    IOU_WEIGHT * boxIou(expected, box) +
    NAME_WEIGHT * dot(name, track.name) +
    TOKEN_WEIGHT * dot(token, track.token);
  return Number.isNaN(value) ? 0 : value;
};

/** A cut: no instance resembles what was there before. */
const isAfterCut = (affinities: readonly (readonly number[])[]): boolean => {
  const [first] = affinities;
  if (first === undefined || first.length === 0) {
    return false;
  }
  const sum = affinities.reduce((total, row) => total + Math.max(...row), 0);
  return sum / affinities.length < CUT_AFFINITY;
};

/**
 * Pairs rows with columns, the best pair first; of equal ones the first row, then the first column.
 * @param affinities [rows][columns]
 * @returns the column of each row, or null
 */
export const matchGreedily = (
  affinities: readonly (readonly number[])[],
  columnCount: number,
  minAffinity: number,
): (number | null)[] => {
  const pairs = affinities
    .flatMap((row, rowIndex) =>
      row.slice(0, columnCount).map((value, columnIndex) => ({ value, rowIndex, columnIndex })),
    )
    .filter(({ value }) => value >= minAffinity)
    .toSorted((a, b) => b.value - a.value);
  const matches = affinities.map((): number | null => null);
  const taken = new Set<number>();
  for (const { rowIndex, columnIndex } of pairs) {
    if (matches[rowIndex] === null && !taken.has(columnIndex)) {
      matches[rowIndex] = columnIndex;
      taken.add(columnIndex);
    }
  }
  return matches;
};
