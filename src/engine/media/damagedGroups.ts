import type { PacketTable } from './packetTable.ts';

/**
 * Groups of pictures, each from a key frame to the next, of which a part cannot be decoded. A decoder
 * gives pictures in order and stops at damage, so that one frame stands for all after it in its
 * group. Without this memory every one of them would be tried from its key frame on.
 */
type DamagedGroups = {
  has(frameIndex: number): boolean;
  /** From this frame to the next key frame nothing can be decoded. */
  add(frameIndex: number): void;
};

export const createDamagedGroups = ({
  keyFrameOf,
}: Pick<PacketTable, 'keyFrameOf'>): DamagedGroups => {
  /** The first such frame by key frame. */
  const firstDamaged = new Map<number, number>();
  const firstIn = (keyFrame: number): number =>
    firstDamaged.get(keyFrame) ?? Number.POSITIVE_INFINITY;
  return {
    has: (frameIndex) => firstIn(keyFrameOf(frameIndex)) <= frameIndex,
    add: (frameIndex) => {
      const keyFrame = keyFrameOf(frameIndex);
      firstDamaged.set(keyFrame, Math.min(firstIn(keyFrame), frameIndex));
    },
  };
};

/** Whether a decoder refused the data; any other failure may be gone when it is tried again. */
export const isRefusedByDecoder = (thrown: unknown): boolean =>
  thrown instanceof DOMException && thrown.name === 'EncodingError';
