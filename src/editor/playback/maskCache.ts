import type { MedianMask } from '../../protocol/requests.ts';
import { createLruCache } from '../../core/util/lruCache.ts';

/** The masks of the frames around the playhead, of every result. */
export type MaskCache = {
  get(resultId: string, frameIndex: number): MedianMask | undefined;
  /** Whether it is here as it was read at this revision of its result. */
  readonly isFresh: (resultId: string, frameIndex: number, revision: number) => boolean;
  /**
   * Reads what is not fresh: neighbours that came since may steady a mask further. Resolves to null
   * when the engine does not have the mask. One read a frame, whoever asks.
   */
  fetch(resultId: string, frameIndex: number, revision: number): Promise<MedianMask | null>;
  clear(): void;
};

/** 9 kB each: more than a second of playing ahead, and the frames one steps back to. */
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
          // The same object again where nothing changed: what was drawn of it is kept.
          const kept =
            mask?.medianFrameCount === known?.mask.medianFrameCount ? (known?.mask ?? null) : mask;
          if (kept) {
            masks.set(key, { mask: kept, revision });
          }
          return kept;
        })
        .finally(() => reading.delete(key));
      reading.set(key, read);
      return read;
    },
    clear: () => masks.clear(),
  };
};
