import type { LabelTrack } from './labelFormat.ts';

/** The object as a whole: where it is not told by instances, or the instance has no track. */
export const WHOLE_OBJECT = -1;

/** An object of an export, with what its label consists of in each frame. */
type TrackedObject = {
  readonly name: string;
  readonly category: string;
  /**
   * The model's track ids in each frame that shows the object, or {@link WHOLE_OBJECT}; in the order of
   * time. None at all is an object that no frame shows.
   */
  readonly frames: Iterable<readonly number[]>;
};

export type LabelTracks = {
  /** Each category once, in the order of the tracks. */
  readonly categories: readonly string[];
  /** In the order of their ids, which count from 1. */
  readonly tracks: readonly LabelTrack[];
  /** The tracks of an object, at least one. @param place of the object, from 0 */
  readonly tracksOf: (place: number) => readonly LabelTrack[];
  /**
   * The track of an instance; that of the whole object for one that had no room.
   * @param trackId the model's, or {@link WHOLE_OBJECT}
   */
  readonly trackOf: (place: number, trackId: number) => LabelTrack | undefined;
};

/**
 * Numbers the tracks of an export: by object, then by the first frame that shows the instance, so that
 * an instance keeps its id in all frames and the same export gives the same ids.
 * @param maxTracks of all objects together; what is beyond is labelled as the whole object.
 */
export const createLabelTracks = (
  objects: readonly TrackedObject[],
  maxTracks: number,
): LabelTracks => {
  const categories = [...new Set(objects.map(({ category }) => category))];
  const tracks: LabelTrack[] = [];
  const byObject = objects.map(({ name, category, frames }, place) => {
    const own = new Map<number, LabelTrack>();
    const add = (trackId: number): void => {
      const track = {
        trackId: tracks.length + 1,
        name,
        category,
        categoryIndex: categories.indexOf(category),
      };
      tracks.push(track);
      own.set(trackId, track);
    };
    // This object and those after it each need room as a whole.
    const roomFor = (trackId: number): boolean =>
      tracks.length + (objects.length - place) + (own.has(WHOLE_OBJECT) ? 0 : 1) <= maxTracks ||
      trackId === WHOLE_OBJECT;
    for (const shown of frames) {
      for (const trackId of shown) {
        const kept = own.has(trackId) || roomFor(trackId) ? trackId : WHOLE_OBJECT;
        if (!own.has(kept)) {
          add(kept);
        }
      }
    }
    if (own.size === 0) {
      add(WHOLE_OBJECT);
    }
    return own;
  });
  return {
    categories,
    tracks,
    tracksOf: (place) => [...(byObject[place]?.values() ?? [])],
    trackOf: (place, trackId) =>
      byObject[place]?.get(trackId) ?? byObject[place]?.get(WHOLE_OBJECT),
  };
};
