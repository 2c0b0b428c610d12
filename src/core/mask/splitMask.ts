import { clamp } from '../util/math.ts';
import { nearestLabels } from './nearestLabels.ts';

type MaskSize = { readonly width: number; readonly height: number };

/** Where the pixels' centres lie along one side of a map: between two cells each. */
type Samples = {
  readonly first: Int32Array;
  readonly second: Int32Array;
  /** Of the second cell, 0..1. */
  readonly weight: Float32Array;
};

const samplesAlong = (pixels: number, cells: number): Samples => {
  const at = Float32Array.from({ length: pixels }, (_, pixel) =>
    clamp(((pixel + 0.5) * cells) / pixels - 0.5, 0, cells - 1),
  );
  const first = Int32Array.from(at, Math.floor);
  return {
    first,
    second: first.map((cell) => Math.min(cell + 1, cells - 1)),
    weight: at.map((place, pixel) => place - (first[pixel] ?? 0)),
  };
};

/** The line of a map on which a row of pixels lies, between two of its rows. */
const interpolateLine = (
  line: Float32Array,
  map: Uint8Array,
  { first, second, weight }: Samples,
  row: number,
): void => {
  const upper = (first[row] ?? 0) * line.length;
  const lower = (second[row] ?? 0) * line.length;
  const lowerWeight = weight[row] ?? 0;
  for (let cell = 0; cell < line.length; cell++) {
    const value = map[upper + cell] ?? 0;
    line[cell] = value + lowerWeight * ((map[lower + cell] ?? 0) - value);
  }
};

const nearestCell = ({ first, second, weight }: Samples, pixel: number): number =>
  ((weight[pixel] ?? 0) < 0.5 ? first[pixel] : second[pixel]) ?? 0;

const NO_LINE = new Float32Array();

/** The place of the line that is highest at a pixel; -1 where all are 0. */
const strongestAt = (
  lines: readonly Float32Array[],
  { first, second, weight }: Samples,
  x: number,
): number => {
  const [left, right, rightWeight] = [first[x] ?? 0, second[x] ?? 0, weight[x] ?? 0];
  let strongest = -1;
  let highest = 0;
  for (let place = 0; place < lines.length; place++) {
    const line = lines[place] ?? NO_LINE;
    const value = line[left] ?? 0;
    const here = value + rightWeight * ((line[right] ?? 0) - value);
    if (here > highest) {
      strongest = place;
      highest = here;
    }
  }
  return strongest;
};

/** Of each cell the number of the map that is highest there, from 1, or of the nearest such cell. */
const strongestMaps = (maps: readonly Uint8Array[], side: number): Uint8Array => {
  const numbers = new Uint8Array(side * side);
  for (let cell = 0; cell < numbers.length; cell++) {
    let highest = 0;
    for (const [place, map] of maps.entries()) {
      const value = map[cell] ?? 0;
      if (value > highest) {
        highest = value;
        numbers[cell] = place + 1;
      }
    }
  }
  return nearestLabels(numbers, side);
};

/**
 * Divides a mask among the instances that it consists of. Each pixel goes to the instance that is most
 * probable there, and where none is probable to the nearest, so that the parts together are the mask
 * and none overlap.
 * @param mask zeros and ones, width * height, row by row
 * @param maps probability of each instance 0..255, square, of one size, stretched over the picture; 1
 * to 255 of them
 * @returns a mask for each map, in their order
 */
export const splitMask = (
  mask: Uint8Array<ArrayBuffer>,
  { width, height }: MaskSize,
  maps: readonly Uint8Array[],
): readonly Uint8Array<ArrayBuffer>[] => {
  const side = Math.sqrt(maps[0]?.length ?? 0);
  const columns = samplesAlong(width, side);
  const rows = samplesAlong(height, side);
  const nearest = strongestMaps(maps, side);
  const lines = maps.map(() => new Float32Array(side));
  const parts = maps.map(() => new Uint8Array(mask.length));
  for (let y = 0; y < height; y++) {
    const start = y * width;
    // By index, and only rows of the mask: a picture has two million pixels.
    if (mask.subarray(start, start + width).includes(1)) {
      maps.forEach((map, place) => interpolateLine(lines[place] ?? NO_LINE, map, rows, y));
      for (let x = 0; x < width; x++) {
        if (mask[start + x] === 1) {
          const place = strongestAt(lines, columns, x);
          const part =
            place === -1
              ? (nearest[nearestCell(rows, y) * side + nearestCell(columns, x)] ?? 1) - 1
              : place;
          const chosen = parts[Math.max(0, part)];
          if (chosen !== undefined) {
            chosen[start + x] = 1;
          }
        }
      }
    }
  }
  return parts;
};
