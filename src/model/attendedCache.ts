import { createLeastRecentlyUsed } from '../core/leastRecentlyUsed.ts';
import { sha256 } from '../core/sha256.ts';
import type { Cues, FusedCues, SoundWindow } from './cueFusion.ts';
import { frameName } from './featureCache.ts';
import type { FrameId } from './featureCache.ts';
import type { TextFeatures } from './textEncoder.ts';

/** What enters the memory of one frame. */
export type Attended = Pick<FusedCues, 'visualAttended' | 'audioAttended'>;

/** All that it depends on: the memory and the modality tokens only come after it. */
type Moment = Pick<Cues, 'sound' | 'secondInWindow' | 'words' | 'switches'>;

export type AttendedCache = {
  of(id: FrameId, moment: Moment, compute: () => Promise<Attended>): Promise<Attended>;
};

/** 160 kB each. */
const MAX_MOMENTS = 256;

/**
 * What moments that only fill the memory gave. Going over them again under another memory, or in a
 * clip that has the same picture and sound in it, runs no graph.
 */
export const createAttendedCache = (): AttendedCache => {
  const known = createLeastRecentlyUsed<string, Attended>(MAX_MOMENTS);
  const names = new WeakMap<object, Promise<string>>();
  const nameOf = (arrays: SoundWindow | TextFeatures): Promise<string> => {
    const name =
      names.get(arrays) ??
      new Blob(Object.values(arrays)).arrayBuffer().then((bytes) => sha256(bytes));
    names.set(arrays, name);
    return name;
  };
  return {
    of: async (id, { sound, secondInWindow, words, switches }, compute) => {
      const name = JSON.stringify([
        frameName(id),
        await nameOf(sound),
        secondInWindow,
        await nameOf(words),
        [switches.sound, switches.words],
      ]);
      const before = known.get(name);
      if (before !== undefined) {
        return before;
      }
      const { visualAttended, audioAttended } = await compute();
      const attended = { visualAttended, audioAttended };
      known.set(name, attended);
      return attended;
    },
  };
};
