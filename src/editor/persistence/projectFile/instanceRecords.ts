import { MAX_OBJECT_SCORES } from '../../../core/limits.ts';
import { clamp } from '../../../core/util/math.ts';
import type { FrameInstance, StoredMask } from '../../../protocol/results.ts';
import { createRecordReader, invalidRecords } from './maskRecords.ts';

/**
 * The instances that a result consists of, without which labels of a project that is opened again could
 * not be split. Bytes, little-endian, one record a frame that has any:
 *
 *     uint32 frame index    uint16 number of instances
 *     of each: int32 track id, float32 left, top, right and bottom (0..1), float32 p(meant)
 *
 * Instances that are listed but not meant are left out.
 */
const FRAME_BYTES = 4 + 2;
const INSTANCE_BYTES = 4 + 5 * 4;

const meantInstances = ({ header }: StoredMask): readonly FrameInstance[] =>
  (header.instances ?? []).filter(({ isMeant }) => isMeant);

/** Empty where no mask lists instances. */
export const encodeInstanceRecords = (masks: readonly StoredMask[]): Uint8Array<ArrayBuffer> => {
  const frames = masks
    .map((mask) => ({ frameIndex: mask.header.frameIndex, instances: meantInstances(mask) }))
    .filter(({ instances }) => instances.length > 0);
  const view = new DataView(
    new ArrayBuffer(
      frames.reduce(
        (sum, { instances }) => sum + FRAME_BYTES + INSTANCE_BYTES * instances.length,
        0,
      ),
    ),
  );
  let at = 0;
  for (const { frameIndex, instances } of frames) {
    view.setUint32(at, frameIndex, true);
    view.setUint16(at + 4, instances.length, true);
    at += FRAME_BYTES;
    for (const { trackId, box, score } of instances) {
      view.setInt32(at, trackId, true);
      [...box, score].forEach((share, index) =>
        view.setFloat32(at + 4 + 4 * index, clamp(share, 0, 1), true),
      );
      at += INSTANCE_BYTES;
    }
  }
  return new Uint8Array(view.buffer);
};

/** @throws EarmarkError `project-invalid` */
const decodeInstanceRecords = (
  bytes: Uint8Array<ArrayBuffer>,
): ReadonlyMap<number, readonly FrameInstance[]> => {
  const reader = createRecordReader(bytes);
  const frames = new Map<number, readonly FrameInstance[]>();
  while (!reader.isAtEnd()) {
    const frameIndex = reader.uint32();
    const count = reader.uint16();
    if (count > MAX_OBJECT_SCORES || frames.has(frameIndex)) {
      throw invalidRecords('the instances of a frame are too many, or there twice');
    }
    const instances = Array.from({ length: count }, (): FrameInstance => {
      const trackId = reader.int32();
      if (trackId < -1) {
        throw invalidRecords('a track has no such number');
      }
      const box = [reader.share(), reader.share(), reader.share(), reader.share()] as const;
      return { trackId, box, score: reader.share(), isMeant: true };
    });
    frames.set(frameIndex, instances);
  }
  return frames;
};

/** The masks with their instances. @throws EarmarkError `project-invalid` */
export const withInstances = (
  masks: readonly StoredMask[],
  records: Uint8Array<ArrayBuffer>,
): readonly StoredMask[] => {
  const frames = decodeInstanceRecords(records);
  return masks.map(({ header, deflated }) => {
    const instances = frames.get(header.frameIndex);
    return { header: instances === undefined ? header : { ...header, instances }, deflated };
  });
};
