import type { SteadyMask } from '../engine/protocol.ts';
import { createLeastRecentlyUsed } from '../core/leastRecentlyUsed.ts';

/** The masks of the frames around the playhead, of every result. */
export type MaskReader = {
  get(resultId: string, frameIndex: number): SteadyMask | undefined;
  /** Whether it is here as it was read at this revision of its result. */
  readonly isFresh: (resultId: string, frameIndex: number, revision: number) => boolean;
  /**
   * Reads what is not fresh: neighbours that came since may steady a mask further. Resolves to null
   * when the engine does not have the mask. One read a frame, whoever asks.
   */
  fetch(resultId: string, frameIndex: number, revision: number): Promise<SteadyMask | null>;
  clear(): void;
};

/** 9 kB each: more than a second of playing ahead, and the frames one steps back to. */
const KEPT_MASKS = 96;

export const createMaskReader = (
  readMask: (resultId: string, frameIndex: number) => Promise<SteadyMask | null>,
): MaskReader => {
  const masks = createLeastRecentlyUsed<string, { mask: SteadyMask; revision: number }>(KEPT_MASKS);
  const reading = new Map<string, Promise<SteadyMask | null>>();
  const isFresh: MaskReader['isFresh'] = (resultId, frameIndex, revision) =>
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
          const kept = mask?.steadiedBy === known?.mask.steadiedBy ? (known?.mask ?? null) : mask;
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
