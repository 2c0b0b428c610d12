import type { FrameMask } from '../engine/protocol.ts';
import { createLeastRecentlyUsed } from './leastRecentlyUsed.ts';

/** The probability maps of the frames around the playhead, of every result. */
export type MaskReader = {
  get(resultId: string, frameIndex: number): FrameMask | undefined;
  /** Resolves to null when the engine does not have the mask. One read a frame, whoever asks. */
  fetch(resultId: string, frameIndex: number): Promise<FrameMask | null>;
  clear(): void;
};

/** 9 kB each: more than a second of playing ahead, and the frames one steps back to. */
const KEPT_MASKS = 96;

export const createMaskReader = (
  readMask: (resultId: string, frameIndex: number) => Promise<FrameMask | null>,
): MaskReader => {
  const masks = createLeastRecentlyUsed<string, FrameMask>(KEPT_MASKS);
  const reading = new Map<string, Promise<FrameMask | null>>();
  return {
    get: (resultId, frameIndex) => masks.get(`${resultId}/${frameIndex}`),
    fetch(resultId, frameIndex) {
      const key = `${resultId}/${frameIndex}`;
      const known = masks.get(key);
      if (known) {
        return Promise.resolve(known);
      }
      const pending = reading.get(key);
      if (pending) {
        return pending;
      }
      const read = readMask(resultId, frameIndex)
        .then((mask) => {
          if (mask) {
            masks.set(key, mask);
          }
          return mask;
        })
        .finally(() => reading.delete(key));
      reading.set(key, read);
      return read;
    },
    clear: () => masks.clear(),
  };
};
