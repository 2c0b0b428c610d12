import { bytesOfFeatures, disposeFeatures } from './visualEncoder.ts';
import type { FrameFeatures } from './visualEncoder.ts';

export type FrameId = {
  readonly clipId: string;
  readonly frameIndex: number;
  /** A frame of the 1 fps pass, which every expression reads: kept longest. */
  readonly isOverview: boolean;
};

export type FeatureCache = {
  get(id: FrameId): FrameFeatures | undefined;
  /** Takes the features over. They stay valid at least until the next `put`. */
  put(id: FrameId, features: FrameFeatures): void;
  /** Frames near it are kept longest, after those of the overview. */
  setPlayhead(frameIndex: number): void;
  readonly count: number;
  readonly bytes: number;
  dispose(): void;
};

type Entry = { readonly id: FrameId; readonly features: FrameFeatures };

/**
 * Frame features of one clip within a byte budget.
 *
 * A new expression visits the frames in the same order as the one before it, outwards from the
 * playhead. Dropping the least recently used frame would then always drop the one needed next;
 * dropping the farthest from the playhead keeps as much of the way as fits.
 */
export const createFeatureCache = (budgetBytes: number): FeatureCache => {
  const entries = new Map<number, Entry>();
  let clipId = '';
  let bytes = 0;
  let playhead = 0;

  const drop = (entry: Entry): void => {
    entries.delete(entry.id.frameIndex);
    bytes -= bytesOfFeatures(entry.features);
    disposeFeatures(entry.features);
  };
  const clear = (): void => {
    for (const entry of entries.values()) {
      drop(entry);
    }
  };
  const makeRoom = (size: number): void => {
    const [first, ...others] = entries.values();
    if (first !== undefined && bytes + size > budgetBytes) {
      drop(others.reduce((least, entry) => leastNeeded(least, entry, playhead), first));
      makeRoom(size);
    }
  };

  return {
    get: (id) => (id.clipId === clipId ? entries.get(id.frameIndex)?.features : undefined),
    put: (id, features) => {
      if (id.clipId !== clipId) {
        clear();
        clipId = id.clipId;
      }
      const before = entries.get(id.frameIndex);
      if (before !== undefined) {
        drop(before);
      }
      // Room is made first, so that what was just put is never what is dropped.
      const size = bytesOfFeatures(features);
      makeRoom(size);
      entries.set(id.frameIndex, { id, features });
      bytes += size;
    },
    setPlayhead: (frameIndex) => {
      playhead = frameIndex;
    },
    get count() {
      return entries.size;
    },
    get bytes() {
      return bytes;
    },
    dispose: clear,
  };
};

const leastNeeded = (a: Entry, b: Entry, playhead: number): Entry => {
  if (a.id.isOverview !== b.id.isOverview) {
    return a.id.isOverview ? b : a;
  }
  const distance = ({ id }: Entry): number => Math.abs(id.frameIndex - playhead);
  return distance(a) > distance(b) ? a : b;
};
