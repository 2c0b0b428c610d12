import type { MedianMask } from '../../protocol/requests.ts';
import { createLruCache } from '../../core/util/lruCache.ts';

/** Masks of the frames around the playhead, of all results (LRU). */
type MaskCache = {
  get(resultId: string, frameIndex: number): MedianMask | undefined;
  /** Whether the mask is cached at this revision of its result. */
  readonly isFresh: (resultId: string, frameIndex: number, revision: number) => boolean;
  /**
   * Reads a mask that is not fresh, as new neighbours may change its temporal median. Resolves to
   * null when the engine does not have it. Concurrent calls share one read per frame.
   */
  fetch(resultId: string, frameIndex: number, revision: number): Promise<MedianMask | null>;
  clear(): void;
};

/** 9 kB each: over a second of playback ahead, and frames to step back to. */
const MAX_CACHED_MASKS = 96;

export const createMaskCache = (
  readMask: (resultId: string, frameIndex: number) => Promise<MedianMask | null>,
): MaskCache => {
  const masks = createLruCache<string, { mask: MedianMask; revision: number }>(MAX_CACHED_MASKS);
  const reading = new Map<string, Promise<MedianMask | null>>();
  const isFresh: MaskCache['isFresh'] = (resultId, frameIndex, revision) =>
    masks.get(`${resultId}/${frameIndex}`)?.revision === revision;
  return {
    get: (resultId, frameIndex) => masks.get(`${resultId}/${frameIndex}`)?.mask,
    isFresh,
    fetch(resultId, frameIndex, revision) {
      const key = `${resultId}/${frameIndex}`;
      const known = masks.get(key);
      if (known?.revision === revision) {
        return Promise.resolve(known.mask);
      }
      const pending = reading.get(key);
      if (pending) {
        return pending;
      }
      const read = readMask(resultId, frameIndex)
        .then((mask) => {
          // An unchanged mask stays the same object, which keeps its cached raster valid.
          const current =
            mask?.medianFrameCount === known?.mask.medianFrameCount ? (known?.mask ?? null) : mask;
          if (current) {
            masks.set(key, { mask: current, revision });
          }
          return current;
        })
        .finally(() => reading.delete(key));
      reading.set(key, read);
      return read;
    },
    clear: () => masks.clear(),
  };
};
