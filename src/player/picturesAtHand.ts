import type { Picture } from './frameStream.ts';

/** A picture that need not be decoded, and what to do with it when it is not shown any more. */
export type PictureAtHand = {
  readonly picture: Picture;
  readonly release: (picture: Picture) => void;
};

/** Pictures of the open clip that can be shown at once, while others are decoded. */
export type PicturesAtHand = {
  /** In place of those before. They stay the caller's, who closes none that is among them. */
  setThumbnails(thumbnails: readonly Picture[]): void;
  /** Takes ownership. What was not shown for longest is closed for it. */
  keep(picture: Picture): void;
  /** The one of least cost, if that is below a limit; what was kept is the caller's until release. */
  take(costOf: (picture: Picture) => number, limit: number): PictureAtHand | null;
  /** Closes what was kept and forgets the thumbnails. */
  clear(): void;
};

/** Some sixty pictures of 700 x 394: a drag back and forth over the same place. */
const KEPT_BYTES = 64 * 1024 * 1024;

const bytesOf = ({ bitmap }: Picture): number => 4 * bitmap.width * bitmap.height;

export const createPicturesAtHand = (keptBytes: number = KEPT_BYTES): PicturesAtHand => {
  let thumbnails: readonly Picture[] = [];
  /** By frame; a Map keeps the order of insertion, so the first was shown the longest ago. */
  const kept = new Map<number, Picture>();
  let bytes = 0;

  const remove = (picture: Picture): void => {
    kept.delete(picture.frameIndex);
    bytes -= bytesOf(picture);
  };
  const drop = (picture: Picture): void => {
    remove(picture);
    picture.bitmap.close();
  };
  const keep = (picture: Picture): void => {
    const before = kept.get(picture.frameIndex);
    if (before) {
      drop(before);
    }
    kept.set(picture.frameIndex, picture);
    bytes += bytesOf(picture);
    for (const oldest of kept.values()) {
      if (bytes <= keptBytes) {
        break;
      }
      drop(oldest);
    }
  };

  return {
    setThumbnails(newThumbnails) {
      thumbnails = newThumbnails;
    },
    keep,
    take(costOf, limit) {
      let least = limit;
      let found: Picture | null = null;
      for (const picture of [...kept.values(), ...thumbnails]) {
        const cost = costOf(picture);
        if (cost < least) {
          [found, least] = [picture, cost];
        }
      }
      if (found === null) {
        return null;
      }
      if (kept.get(found.frameIndex) === found) {
        remove(found);
        return { picture: found, release: keep };
      }
      return { picture: found, release: () => undefined };
    },
    clear() {
      for (const picture of kept.values()) {
        drop(picture);
      }
      thumbnails = [];
    },
  };
};
