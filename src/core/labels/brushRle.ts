/** Bits of a run's length, by the two bits before it. */
const LENGTH_BITS = [3, 4, 8, 16] as const;
const WORD_BITS = 8;
/** Label Studio's canvas: a mask is stored as an RGBA picture. */
const CHANNELS = 4;

/** Bytes written bit by bit, the highest bit first. */
const createBitWriter = () => {
  const bytes: number[] = [];
  let byte = 0;
  let filled = 0;
  return {
    write(value: number, bits: number): void {
      for (let bit = bits - 1; bit >= 0; bit--) {
        byte = (byte << 1) | (Math.floor(value / 2 ** bit) & 1);
        filled += 1;
        if (filled === 8) {
          bytes.push(byte);
          [byte, filled] = [0, 0];
        }
      }
    },
    /** Fills the last byte with zeros. */
    finish(): readonly number[] {
      if (filled > 0) {
        bytes.push(byte << (8 - filled));
      }
      return bytes;
    },
  };
};

/**
 * A mask as Label Studio's brush stores it: the run lengths of thi.ng/rle-pack over the bytes of an
 * RGBA picture, 255 inside. Format: count (32 bits), word size - 1 (5), four length sizes - 1 (4 each),
 * then runs of `1`, size index (2), length - 1, word.
 * Source: `label_studio_converter/brush.py`, `decode_rle`.
 * @param mask zeros and ones, row by row.
 */
export const encodeBrushRle = (mask: Uint8Array): readonly number[] => {
  const bits = createBitWriter();
  bits.write(mask.length * CHANNELS, 32);
  bits.write(WORD_BITS - 1, 5);
  for (const size of LENGTH_BITS) {
    bits.write(size - 1, 4);
  }
  const writeRun = (length: number, word: number): void => {
    const index = LENGTH_BITS.findIndex((size) => length <= 2 ** size);
    bits.write(1, 1);
    bits.write(index, 2);
    bits.write(length - 1, LENGTH_BITS[index] ?? 0);
    bits.write(word, WORD_BITS);
  };
  const maxLength = 2 ** 16;
  for (let at = 0; at < mask.length; ) {
    const value = mask[at] ?? 0;
    const other = mask.indexOf(value === 0 ? 1 : 0, at);
    const end = other === -1 ? mask.length : other;
    for (let left = (end - at) * CHANNELS; left > 0; left -= maxLength) {
      writeRun(Math.min(left, maxLength), value === 0 ? 0 : 255);
    }
    at = end;
  }
  return bits.finish();
};
