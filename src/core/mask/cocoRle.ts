/** COCO's compressed RLE: column-major run lengths, zeros first, packed into ASCII. */
export type CocoRle = {
  /** Height, then width. */
  readonly size: readonly [number, number];
  readonly counts: string;
};

/**
 * Column-major run lengths of a mask; the first counts zeros and may be 0.
 * @param mask width * height bytes, row by row; values that are not 0 are inside.
 */
const columnRunLengths = (mask: Uint8Array, width: number): number[] => {
  const runs: number[] = [];
  let isInside = false;
  let length = 0;
  for (let x = 0; x < width; x++) {
    for (let at = x; at < mask.length; at += width) {
      if ((mask[at] !== 0) !== isInside) {
        runs.push(length);
        length = 0;
        isInside = !isInside;
      }
      length += 1;
    }
  }
  runs.push(length);
  return runs;
};

/**
 * Packs run lengths like rleToString of the COCO API: from the fourth on, the difference to the one
 * two before; then signed LEB128 with five bits a character, offset by 48.
 */
const packRunLengths = (runs: readonly number[]): string => {
  let packed = '';
  runs.forEach((run, index) => {
    let rest = index > 2 ? run - (runs[index - 2] ?? 0) : run;
    let hasMore = true;
    while (hasMore) {
      let character = rest & 0x1f;
      rest >>= 5;
      hasMore = character & 0x10 ? rest !== -1 : rest !== 0;
      if (hasMore) {
        character |= 0x20;
      }
      packed += String.fromCharCode(character + 48);
    }
  });
  return packed;
};

export const encodeCocoRle = (mask: Uint8Array, width: number, height: number): CocoRle => ({
  size: [height, width],
  counts: packRunLengths(columnRunLengths(mask, width)),
});
