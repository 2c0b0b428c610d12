import type { FrameMask } from './protocol.ts';

/** Everything of a frame's mask but its picture. */
export type MaskHeader = Omit<FrameMask, 'probability'>;

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
  /** Null when the frame is not computed. */
  get(frameIndex: number): Promise<FrameMask | null>;
};

export const createMaskStore = (): MaskStore => {
  const masks = new Map<
    number,
    { readonly header: MaskHeader; readonly deflated: Uint8Array<ArrayBuffer> }
  >();
  let bytes = 0;
  let best: MaskHeader | null = null;
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
    put: async ({ probability, ...header }) => {
      const deflated = await pass(probability, new CompressionStream('deflate-raw'));
      bytes += deflated.length - (masks.get(header.frameIndex)?.deflated.length ?? 0);
      masks.set(header.frameIndex, { header, deflated });
      if (best === null || header.presence > best.presence) {
        best = header;
      }
    },
    get: async (frameIndex) => {
      const mask = masks.get(frameIndex);
      if (mask === undefined) {
        return null;
      }
      const probability = await pass(mask.deflated, new DecompressionStream('deflate-raw'));
      return { ...mask.header, probability };
    },
  };
};

const pass = async (
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
): Promise<Uint8Array<ArrayBuffer>> => {
  const body = new Blob([bytes]).stream().pipeThrough(stream);
  return new Uint8Array(await new Response(body).arrayBuffer());
};
