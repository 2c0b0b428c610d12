import { EarmarkError } from '../../../core/util/errors.ts';
import type { FrameMask, StoredMask } from '../../../protocol/requests.ts';
import { MAX_DEFLATED_MASK_BYTES, MAX_MASK_SIDE, MAX_OBJECT_SCORES } from '../../../core/limits.ts';

/**
 * The masks of one result as bytes, little-endian, one record a frame:
 *
 *     uint32 frame index      float32 presence      float32 weights of sound, sight and words
 *     uint16 mask width       uint16 mask height    uint16 number of object scores
 *     float32 each score      uint32 byte length    the probability map, raw deflate
 */
const FIXED_HEADER_BYTES = 4 + 4 + 3 * 4 + 3 * 2;

export const encodeMaskRecords = (masks: readonly StoredMask[]): Uint8Array<ArrayBuffer> => {
  const total = masks.reduce(
    (sum, { header, deflated }) =>
      sum + FIXED_HEADER_BYTES + header.objectScores.length * 4 + 4 + deflated.length,
    0,
  );
  const bytes = new Uint8Array(total);
  const view = new DataView(bytes.buffer);
  let at = 0;
  const uint16 = (value: number): void => {
    view.setUint16(at, value, true);
    at += 2;
  };
  const uint32 = (value: number): void => {
    view.setUint32(at, value, true);
    at += 4;
  };
  const float32 = (value: number): void => {
    view.setFloat32(at, value, true);
    at += 4;
  };
  for (const { header, deflated } of masks) {
    const { sound, sight, words } = header.cueWeights;
    uint32(header.frameIndex);
    for (const value of [header.presence, sound, sight, words]) {
      float32(value);
    }
    uint16(header.maskWidth);
    uint16(header.maskHeight);
    uint16(header.objectScores.length);
    for (const score of header.objectScores) {
      float32(score);
    }
    uint32(deflated.length);
    bytes.set(deflated, at);
    at += deflated.length;
  }
  return bytes;
};

export const invalidRecords = (reason: string): EarmarkError =>
  new EarmarkError('project-invalid', `The masks of the project cannot be read: ${reason}.`);

/** Reads values one after another and complains at the end of the bytes. */
export const createRecordReader = (bytes: Uint8Array<ArrayBuffer>) => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  const take = (count: number): number => {
    if (at + count > bytes.length) {
      throw invalidRecords('a record is cut off');
    }
    at += count;
    return at - count;
  };
  return {
    isAtEnd: () => at === bytes.length,
    uint16: () => view.getUint16(take(2), true),
    uint32: () => view.getUint32(take(4), true),
    int32: () => view.getInt32(take(4), true),
    share: () => {
      const value = view.getFloat32(take(4), true);
      // Weights are rounded to float32 and can pass 1 by a hair.
      if (!(value >= 0 && value <= 1.001)) {
        throw invalidRecords('a score is not between 0 and 1');
      }
      return value;
    },
    bytes: (count: number) => bytes.slice(take(count), at),
  };
};

const readHeader = (
  reader: ReturnType<typeof createRecordReader>,
  frameCount: number,
): Omit<FrameMask, 'probability'> => {
  const frameIndex = reader.uint32();
  if (frameIndex >= frameCount) {
    throw invalidRecords('a mask is of no frame of the clip');
  }
  const presence = reader.share();
  const cueWeights = { sound: reader.share(), sight: reader.share(), words: reader.share() };
  const maskWidth = reader.uint16();
  const maskHeight = reader.uint16();
  const scores = reader.uint16();
  if (
    ![maskWidth, maskHeight].every((side) => side >= 1 && side <= MAX_MASK_SIDE) ||
    scores > MAX_OBJECT_SCORES
  ) {
    throw invalidRecords('a size is out of bounds');
  }
  const objectScores = Array.from({ length: scores }, () => reader.share());
  return { frameIndex, presence, cueWeights, objectScores, maskWidth, maskHeight };
};

/**
 * @param frameCount of the clip; a mask of another frame is refused.
 * @throws EarmarkError `project-invalid`
 */
export const decodeMaskRecords = (
  bytes: Uint8Array<ArrayBuffer>,
  frameCount: number,
): StoredMask[] => {
  const reader = createRecordReader(bytes);
  const masks: StoredMask[] = [];
  const seen = new Set<number>();
  while (!reader.isAtEnd()) {
    const header = readHeader(reader, frameCount);
    if (seen.has(header.frameIndex)) {
      throw invalidRecords('a frame has two masks');
    }
    seen.add(header.frameIndex);
    const length = reader.uint32();
    if (length > MAX_DEFLATED_MASK_BYTES) {
      throw invalidRecords('a mask is too large');
    }
    masks.push({ header, deflated: reader.bytes(length) });
  }
  return masks;
};
