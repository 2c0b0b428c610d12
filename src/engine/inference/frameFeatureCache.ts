import type * as ort from 'onnxruntime-web/webgpu';

export type FrameId = {
  readonly clipId: string;
  readonly frameIndex: number;
  /** A frame of the 1 fps pass, which every expression reads: kept longest. */
  readonly isOverview: boolean;
  /** Names a single picture by its content, so that clips share it; null for a video's frame. */
  readonly imageHash: string | null;
};

/** What a visual encoder gives of one frame, by name. */
type Features = Readonly<Record<string, ort.Tensor>>;

const countFeatureBytes = (features: Features): number =>
  Object.values(features).reduce((sum, tensor) => sum + tensor.size * 4, 0);

const disposeFeatures = (features: Features): void => {
  for (const tensor of Object.values(features)) {
    tensor.dispose();
  }
};

type FrameFeatureCache<F extends Features> = {
  get(id: FrameId): F | undefined;
  /** Takes the features over. They stay valid at least until the next `put`. */
  put(id: FrameId, features: F): void;
  /** Frames near it are kept longest, after those of the overview. */
  setPlayhead(frameIndex: number): void;
  readonly count: number;
  readonly bytes: number;
  dispose(): void;
};

type Entry<F extends Features> = { readonly id: FrameId; readonly features: F };

/** Names a frame in the cache, and its features wherever they are kept. */
export const frameCacheKey = ({ imageHash: pictureName, clipId, frameIndex }: FrameId): string =>
  pictureName ?? `${clipId}/${frameIndex}`;

/**
 * Frame features within a byte budget. Those of a video go when frames of another clip come; of
 * single pictures a part stays, since the next clip may show them again.
 *
 * A new expression visits the frames in the same order as the one before it, outwards from the
 * playhead. Dropping the least recently used frame would then always drop the one needed next;
 * dropping the farthest from the playhead keeps as much of the way as fits.
 *
 * @param otherClipsBudgetBytes of it, for single pictures of clips before this one
 */
export const createFrameFeatureCache = <F extends Features>(
  budgetBytes: number,
  otherClipsBudgetBytes: number,
): FrameFeatureCache<F> => {
  /** Those used last come last. */
  const entries = new Map<string, Entry<F>>();
  let clipId = '';
  let bytes = 0;
  let playhead = 0;

  const drop = (entry: Entry<F>): void => {
    entries.delete(frameCacheKey(entry.id));
    bytes -= countFeatureBytes(entry.features);
    disposeFeatures(entry.features);
  };
  const dropAll = (isDropped: (entry: Entry<F>) => boolean): void => {
    for (const entry of entries.values()) {
      if (isDropped(entry)) {
        drop(entry);
      }
    }
  };
  const isFarther = (a: Entry<F>, b: Entry<F>): boolean => {
    const distance = ({ id }: Entry<F>): number => Math.abs(id.frameIndex - playhead);
    return a.id.isOverview === b.id.isOverview ? distance(a) > distance(b) : !a.id.isOverview;
  };
  /** Of another clip the one unused for longest; of this one the farthest. */
  const leastNeeded = (): Entry<F> | undefined => {
    let farthest: Entry<F> | undefined;
    for (const entry of entries.values()) {
      if (entry.id.clipId !== clipId) {
        return entry;
      }
      farthest = farthest === undefined || isFarther(entry, farthest) ? entry : farthest;
    }
    return farthest;
  };
  const bytesOfOtherClips = (): number =>
    Array.from(entries.values())
      .filter(({ id }) => id.clipId !== clipId)
      .reduce((sum, { features }) => sum + countFeatureBytes(features), 0);
  const makeRoom = (size: number): void => {
    const entry = leastNeeded();
    const isFull = bytes + size > budgetBytes || bytesOfOtherClips() > otherClipsBudgetBytes;
    if (entry !== undefined && isFull) {
      drop(entry);
      makeRoom(size);
    }
  };

  return {
    get: (id) => {
      const name = frameCacheKey(id);
      const entry = entries.get(name);
      if (entry === undefined) {
        return undefined;
      }
      // From now on it is a frame of this clip.
      entries.delete(name);
      entries.set(name, { ...entry, id });
      return entry.features;
    },
    put: (id, features) => {
      clipId = id.clipId;
      dropAll((entry) => entry.id.clipId !== clipId && entry.id.imageHash === null);
      const before = entries.get(frameCacheKey(id));
      if (before !== undefined) {
        drop(before);
      }
      // Room is made first, so that what was just put is never what is dropped.
      const size = countFeatureBytes(features);
      makeRoom(size);
      entries.set(frameCacheKey(id), { id, features });
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
    dispose: () => dropAll(() => true),
  };
};
