import type { InstanceSizes } from '../../../core/model/manifestInstances.ts';
import {
  CUMULATIVE_MEAN,
  emptyRunningMean,
  updateRunningMean,
  type MemoryRule,
  type RunningMean,
} from '../../../core/model/runningMean.ts';
import type { InstanceMemory } from '../../inference/instances/instanceFusion.ts';
import { createSnapshots } from './snapshots.ts';
import { MAX_HIDDEN_SECONDS } from './tracker.ts';

/** What one second of the overview adds to the memory. */
export type InstanceMemoryStep = {
  /** The track of each instance of the second's overview frame. */
  readonly trackIds: readonly number[];
  /** [count, width]: `visual_attended` of these instances. */
  readonly visualAttended: Float32Array;
  /** [count, 4] */
  readonly boxes: Float32Array;
  /** [windowSeconds, width]: `audio_attended` of the second's window. */
  readonly audioAttended: Float32Array;
  /** [windowSeconds]: 1 where the window has sound. */
  readonly audioMask: Float32Array;
};

/**
 * The cached memory of a clip by track, for one query (eq. 3): an instance sees the mean over the
 * earlier seconds in which its track was seen. Inside a window of sound the graph takes the causal
 * mean itself, so the mean of the sound moves on only from window to window.
 */
type TrackMemory = {
  /** The latest second at or before this one whose memory is known; 0 always is. */
  nearestKnownSecond(second: number): number;
  /**
   * What instances of these tracks see in this second, when it is known; null is an instance
   * without a track, which has no memory.
   */
  memoryAt(second: number, trackIds: readonly (number | null)[]): InstanceMemory | undefined;
  /**
   * C^second becomes C^(second + 1); null for a second whose picture cannot be decoded, which adds
   * nothing. @throws RangeError when C^second is not known.
   */
  advance(second: number, step: InstanceMemoryStep | null): void;
};

/** At most 38 kB for each second that is new, with 48 tracks of width 192. */
const MAX_SNAPSHOTS = 160;
/** A track that was hidden for longer never comes back: its memory can go. */
const FORGOTTEN_AFTER_SECONDS = Math.ceil(MAX_HIDDEN_SECONDS) + 1;

type TrackMean = {
  readonly attended: RunningMean;
  readonly box: RunningMean;
  readonly lastSecond: number;
};
type MemoryState = {
  readonly tracks: ReadonlyMap<number, TrackMean>;
  readonly audio: RunningMean;
};

/**
 * @param rule steps are seconds: of a track those in which it was seen, of sound those with sound
 * @param maxSnapshots beyond it the memory is thinned out; gaps are advanced over again.
 */
export const createTrackMemory = (
  { width, windowSeconds }: Pick<InstanceSizes, 'width' | 'windowSeconds'>,
  rule: MemoryRule = CUMULATIVE_MEAN,
  maxSnapshots = MAX_SNAPSHOTS,
): TrackMemory => {
  const start: MemoryState = { tracks: new Map(), audio: emptyRunningMean(width) };
  const snapshots = createSnapshots(start, maxSnapshots);

  const addTracks = (
    before: MemoryState['tracks'],
    second: number,
    { trackIds, visualAttended, boxes }: InstanceMemoryStep,
  ): MemoryState['tracks'] => {
    const tracks = new Map(
      Array.from(before).filter(
        ([, { lastSecond }]) => second - lastSecond <= FORGOTTEN_AFTER_SECONDS,
      ),
    );
    trackIds.forEach((id, row) => {
      const mean = tracks.get(id);
      const attended = visualAttended.subarray(row * width, (row + 1) * width);
      const box = boxes.subarray(row * 4, (row + 1) * 4);
      tracks.set(id, {
        attended: updateRunningMean(mean?.attended ?? emptyRunningMean(width), attended, rule),
        box: updateRunningMean(mean?.box ?? emptyRunningMean(4), box, rule),
        lastSecond: second,
      });
    });
    return tracks;
  };
  /** The mean of the sound after one more window; a second without sound is no step. */
  const addWindow = (before: RunningMean, step: InstanceMemoryStep): RunningMean => {
    let mean = before;
    for (let second = 0; second < windowSeconds; second++) {
      if (step.audioMask[second] === 1) {
        const values = step.audioAttended.subarray(second * width, (second + 1) * width);
        mean = updateRunningMean(mean, values, rule);
      }
    }
    return mean;
  };

  return {
    nearestKnownSecond: (second) => snapshots.nearestKnown(second),
    memoryAt: (second, trackIds) => {
      const state = snapshots.at(second);
      return state && readMemory(state, trackIds, width);
    },
    advance: (second, step) => {
      const before = snapshots.at(second);
      if (before === undefined) {
        throw new RangeError(`The memory of second ${second} is not known.`);
      }
      const isWindowEnd = (second + 1) % windowSeconds === 0;
      const after = step && {
        tracks: addTracks(before.tracks, second, step),
        audio: isWindowEnd ? addWindow(before.audio, step) : before.audio,
      };
      snapshots.put(second + 1, after ?? before);
    },
  };
};

const readMemory = (
  { tracks, audio }: MemoryState,
  trackIds: readonly (number | null)[],
  width: number,
): InstanceMemory => {
  const visualMean = new Float32Array(trackIds.length * width);
  const boxMean = new Float32Array(trackIds.length * 4);
  const visualCount = new Float32Array(trackIds.length);
  trackIds.forEach((id, row) => {
    const mean = id === null ? undefined : tracks.get(id);
    if (mean !== undefined) {
      visualMean.set(mean.attended.mean, row * width);
      boxMean.set(mean.box.mean, row * 4);
      visualCount[row] = mean.attended.count;
    }
  });
  return { visualMean, boxMean, visualCount, audioMean: audio.mean, audioCount: audio.count };
};

/** The memory of instances when it is switched off, or before anything was seen. */
export const noInstanceMemory = (count: number, width: number): InstanceMemory =>
  readMemory({ tracks: new Map(), audio: emptyRunningMean(width) }, Array(count).fill(null), width);
