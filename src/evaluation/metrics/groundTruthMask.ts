import { decode } from 'fast-png';
import type { DecodedPng } from 'fast-png';
import type { GroundTruthRule } from '../benchmark/benchmarkItem.ts';
import { ItemError } from '../benchmark/benchmarkProblem.ts';
import { MAX_BENCHMARK_MASK_PIXELS } from '../../core/limits.ts';

/** A mask of zeros and ones, row by row. */
export type BinaryMask = {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
};

/**
 * Reads which pixels of a mask file belong to the object. Palette, grey, RGB and 1 to 16 bits; a
 * pixel counts as "not zero" when any of its colour values is not zero, transparency aside.
 *
 * @throws ItemFailure `unreadable-mask`
 */
export const decodeGroundTruth = (
  bytes: Uint8Array,
  rule: GroundTruthRule,
  name: string,
): BinaryMask => {
  try {
    return decodePng(bytes, rule);
  } catch (error) {
    throw new ItemError('unreadable-mask', `${name} is no PNG that can be read.`, error);
  }
};

const decodePng = (bytes: Uint8Array, rule: GroundTruthRule): BinaryMask => {
  requireValidSize(bytes);
  const png = decode(bytes);
  const { width, height, palette } = png;
  const isThing = (red: number, green: number, blue: number): number =>
    Number(
      rule.kind === 'nonzero'
        ? (red | green | blue) !== 0
        : red === rule.rgb[0] && green === rule.rgb[1] && blue === rule.rgb[2],
    );
  if (png.channels >= 3) {
    const { data, channels } = png;
    const pixels = new Uint8Array(width * height);
    for (let index = 0; index < pixels.length; index++) {
      const start = index * channels;
      pixels[index] = isThing(data[start] ?? 0, data[start + 1] ?? 0, data[start + 2] ?? 0);
    }
    return { width, height, pixels };
  }
  const values = unpackSamples(png);
  const isThingByIndex = palette?.map(([red = 0, green = 0, blue = 0]) =>
    isThing(red, green, blue),
  );
  const pixels = Uint8Array.from(values, (value) =>
    isThingByIndex === undefined ? isThing(value, value, value) : (isThingByIndex[value] ?? 0),
  );
  return { width, height, pixels };
};

/** Grey values or palette indices, one a pixel; several share a byte below 8 bits. */
const unpackSamples = ({ width, height, data, channels, depth }: DecodedPng): Uint16Array => {
  const values = new Uint16Array(width * height);
  if (channels !== 1 || depth >= 8) {
    return values.map((_, index) => data[index * channels] ?? 0);
  }
  const rowBytes = Math.ceil((width * depth) / 8);
  const mask = (1 << depth) - 1;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const bit = x * depth;
      const byte = data[y * rowBytes + (bit >> 3)] ?? 0;
      values[y * width + x] = (byte >> (8 - depth - (bit & 7))) & mask;
    }
  }
  return values;
};

/** IHDR is the first chunk of every PNG: width and height at bytes 16 and 20. */
const requireValidSize = (bytes: Uint8Array): void => {
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const pixels = header.getUint32(16) * header.getUint32(20);
  if (pixels === 0 || pixels > MAX_BENCHMARK_MASK_PIXELS)
    throw new RangeError(`The mask has ${pixels} pixels.`);
};
