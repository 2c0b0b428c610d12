import type { FrameBitmap } from '../../rendering/compositor/frameBitmap.ts';

/** A picture that need not be decoded, and what to do with it when it is not shown any more. */
export type CachedFrame = {
  readonly picture: FrameBitmap;
  readonly release: (picture: FrameBitmap) => void;
};

/** Pictures of the open clip that can be shown at once, while others are decoded. */
export type FrameCache = {
  /** In place of those before. They stay the caller's, who closes none that is among them. */
  setThumbnails(thumbnails: readonly FrameBitmap[]): void;
  /** Takes ownership. What was not shown for longest is closed for it. */
  add(picture: FrameBitmap): void;
  /** The one of least cost, if that is below a limit; what was kept is the caller's until release. */
  takeNearest(costOf: (picture: FrameBitmap) => number, limit: number): CachedFrame | null;
  /** Closes what was kept and forgets the thumbnails. */
  clear(): void;
};

/** Some sixty pictures of 700 x 394: a drag back and forth over the same place. */
const MAX_CACHE_BYTES = 64 * 1024 * 1024;

const byteSizeOf = ({ bitmap }: FrameBitmap): number => 4 * bitmap.width * bitmap.height;

export const createFrameCache = (maxBytes: number = MAX_CACHE_BYTES): FrameCache => {
  let thumbnails: readonly FrameBitmap[] = [];
  /** By frame; a Map keeps the order of insertion, so the first was shown the longest ago. */
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
