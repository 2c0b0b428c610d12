import type { FrameBitmap } from '../../protocol/requests.ts';

/** A decoded frame, and how to give it back when it is no longer shown. */
type CachedFrame = {
  readonly picture: FrameBitmap;
  readonly release: (picture: FrameBitmap) => void;
};

/** Decoded frames of the open clip, shown while others are decoded. Evicts least recently shown. */
export type FrameCache = {
  /** Replaces the thumbnails. The caller owns them and must not close them while they are set. */
  setThumbnails(thumbnails: readonly FrameBitmap[]): void;
  /** Takes ownership of a frame; closes the least recently shown frames over the byte budget. */
  add(picture: FrameBitmap): void;
  /** Takes the frame of least cost if below `limit`; the caller owns it until `release`. */
  takeNearest(costOf: (picture: FrameBitmap) => number, limit: number): CachedFrame | null;
  /** Closes the cached frames and drops the thumbnails. */
  clear(): void;
};

/** About 60 frames of 700 x 394 pixels: enough to drag back and forth over one place. */
const MAX_CACHE_BYTES = 64 * 1024 * 1024;

const byteSizeOf = ({ bitmap }: FrameBitmap): number => 4 * bitmap.width * bitmap.height;

export const createFrameCache = (maxBytes: number = MAX_CACHE_BYTES): FrameCache => {
  let thumbnails: readonly FrameBitmap[] = [];
  /** By frame index, in order of insertion: the first is the least recently shown. */
  const cached = new Map<number, FrameBitmap>();
  let bytes = 0;

  const remove = (picture: FrameBitmap): void => {
    cached.delete(picture.frameIndex);
    bytes -= byteSizeOf(picture);
  };
  const drop = (picture: FrameBitmap): void => {
    remove(picture);
    picture.bitmap.close();
  };
  const add = (picture: FrameBitmap): void => {
    const before = cached.get(picture.frameIndex);
    if (before) {
      drop(before);
    }
    cached.set(picture.frameIndex, picture);
    bytes += byteSizeOf(picture);
    for (const oldest of cached.values()) {
      if (bytes <= maxBytes) {
        break;
      }
      drop(oldest);
    }
  };

  return {
    setThumbnails(newThumbnails) {
      thumbnails = newThumbnails;
    },
    add,
    takeNearest(costOf, limit) {
      let least = limit;
      let found: FrameBitmap | null = null;
      for (const picture of [...cached.values(), ...thumbnails]) {
        const cost = costOf(picture);
        if (cost < least) {
          [found, least] = [picture, cost];
        }
      }
      if (found === null) {
        return null;
      }
      if (cached.get(found.frameIndex) === found) {
        remove(found);
        return { picture: found, release: add };
      }
      return { picture: found, release: () => undefined };
    },
    clear() {
      for (const picture of cached.values()) {
        drop(picture);
      }
      thumbnails = [];
    },
  };
};
