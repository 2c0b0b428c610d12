import { createLruCache } from '../../core/util/lruCache.ts';
import { sha256 } from '../../core/util/sha256.ts';
import type { Cues, FusedCues, AudioWindow } from './cueFusion.ts';
import { frameCacheKey } from './frameFeatureCache.ts';
import type { FrameId } from './frameFeatureCache.ts';
import type { TextFeatures } from './textEncoder.ts';

/** What enters the memory of one frame. */
export type MemoryFeatures = Pick<FusedCues, 'visualAttended' | 'audioAttended'>;

/** All that it depends on: the memory and the modality tokens only come after it. */
type MemoryInputs = Pick<Cues, 'audio' | 'secondInWindow' | 'text' | 'switches'>;

type MemoryFeatureCache = {
  getOrCompute(
    id: FrameId,
    moment: MemoryInputs,
    compute: () => Promise<MemoryFeatures>,
  ): Promise<MemoryFeatures>;
};

/** 160 kB each. */
const MAX_ENTRIES = 256;

/**
 * What moments that only fill the memory gave. Going over them again under another memory, or in a
 * clip that has the same picture and sound in it, runs no graph.
 */
export const createMemoryFeatureCache = (): MemoryFeatureCache => {
  const known = createLruCache<string, MemoryFeatures>(MAX_ENTRIES);
  const names = new WeakMap<object, Promise<string>>();
  const nameOf = (arrays: AudioWindow | TextFeatures): Promise<string> => {
    const name =
      names.get(arrays) ??
      new Blob(Object.values(arrays)).arrayBuffer().then((bytes) => sha256(bytes));
    names.set(arrays, name);
    return name;
  };
  return {
    getOrCompute: async (id, { audio: sound, secondInWindow, text: words, switches }, compute) => {
      const name = JSON.stringify([
        frameCacheKey(id),
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
