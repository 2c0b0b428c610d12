import { EarmarkError } from '../../core/util/errors.ts';
import { createLruCache } from '../../core/util/lruCache.ts';
import type { FrameMask, StoredMask } from '../../protocol/requests.ts';

/** A frame's mask without its probability map. */
type MaskHeader = Omit<FrameMask, 'probability'>;

/** The masks of one result, deflated: an empty one takes 50 bytes, a usual one 1 to 2 kB of 9. */
export type MaskStore = {
  readonly count: number;
  readonly bytes: number;
  /** The frame with the highest presence; null before the first. */
  readonly best: MaskHeader | null;
  has(frameIndex: number): boolean;
  /** Undefined when the frame is not computed. */
  header(frameIndex: number): MaskHeader | undefined;
  put(mask: FrameMask): Promise<void>;
  /** Takes a mask as it was stored. @throws EarmarkError `project-invalid` when it does not inflate. */
  restore(mask: StoredMask): Promise<void>;
  /** All masks as they are stored, by frame. */
  storedMasks(): StoredMask[];
  /** Null when the frame is not computed. Its map is shared: neither to be written to nor given away. */
  get(frameIndex: number): Promise<FrameMask | null>;
};

/** Of 9 kB each. Playing reads a frame's neighbours with it, and all but one of those again. */
const MAX_INFLATED_MAPS = 16;

export const createMaskStore = (): MaskStore => {
  const masks = new Map<number, StoredMask>();
  const maps = createLruCache<StoredMask, Uint8Array<ArrayBuffer>>(MAX_INFLATED_MAPS);
  let bytes = 0;
  let best: MaskHeader | null = null;
  const keep = (mask: StoredMask): void => {
    const { header, deflated } = mask;
    bytes += deflated.length - (masks.get(header.frameIndex)?.deflated.length ?? 0);
    masks.set(header.frameIndex, mask);
    if (best === null || header.presence > best.presence) {
      best = header;
    }
  };
  return {
    get count() {
      return masks.size;
    },
    get bytes() {
      return bytes;
    },
    get best() {
      return best;
    },
    has: (frameIndex) => masks.has(frameIndex),
    header: (frameIndex) => masks.get(frameIndex)?.header,
    put: async ({ probability, ...header }) =>
      keep({
        header,
        deflated: await transformBytes(probability, new CompressionStream('deflate-raw')),
      }),
    restore: async (mask) => {
      const { maskWidth, maskHeight } = mask.header;
      await assertInflatedSize(mask.deflated, maskWidth * maskHeight);
      keep(mask);
    },
    storedMasks: () =>
      Array.from(masks.values()).toSorted((a, b) => a.header.frameIndex - b.header.frameIndex),
    get: async (frameIndex) => {
      const mask = masks.get(frameIndex);
      if (mask === undefined) {
        return null;
      }
      const probability =
        maps.get(mask) ??
        (await transformBytes(mask.deflated, new DecompressionStream('deflate-raw')));
      maps.set(mask, probability);
      return { ...mask.header, probability };
    },
  };
};

const transformBytes = async (
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
): Promise<Uint8Array<ArrayBuffer>> => {
  const body = new Blob([bytes]).stream().pipeThrough(stream);
  return new Uint8Array(await new Response(body).arrayBuffer());
};

/** Reads no more than one byte too many, whatever the bytes would unpack to. */
const assertInflatedSize = async (
  deflated: Uint8Array<ArrayBuffer>,
  expected: number,
): Promise<void> => {
  let length = 0;
  try {
    const inflated = new Blob([deflated])
      .stream()
      .pipeThrough(new DecompressionStream('deflate-raw'));
    for await (const chunk of inflated) {
      length += chunk.length;
      if (length > expected) {
        break;
      }
    }
  } catch (error) {
    throw new EarmarkError('project-invalid', 'A mask does not unpack.', {}, error);
  }
  if (length !== expected) {
    throw new EarmarkError('project-invalid', 'A mask has another size than it says.');
  }
};
