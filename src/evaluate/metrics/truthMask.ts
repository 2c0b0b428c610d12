import { decode } from 'fast-png';
import type { TruthRule } from '../benchmark/item.ts';
import { ItemFailure } from '../benchmark/problem.ts';

/** A mask of zeros and ones, row by row. */
export type BinaryMask = {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
};

/** More than any video's; a header that claims more is not believed. */
const MAX_PIXELS = 64_000_000;

/**
 * Reads which pixels of a mask file are the thing. Palette, grey, RGB and 1 to 16 bits are read; a
 * pixel counts as "not zero" when any of its colour values is not zero, transparency aside.
 *
 * @throws ItemFailure `unreadable-mask`
 */
export const decodeTruth = (bytes: Uint8Array, rule: TruthRule, name: string): BinaryMask => {
  try {
    return decodePng(bytes, rule);
  } catch (error) {
    throw new ItemFailure('unreadable-mask', `${name} is no PNG that can be read.`, error);
  }
};

const decodePng = (bytes: Uint8Array, rule: TruthRule): BinaryMask => {
  requireSaneSize(bytes);
  const { width, height, data, channels, depth, palette } = decode(bytes);
  const colours = channels >= 3 ? 3 : 1;
  const pixels = new Uint8Array(width * height);
  const isPacked = channels === 1 && depth < 8;
  const rowBytes = Math.ceil((width * depth) / 8);
  const sample = (x: number, y: number, channel: number): number => {
    if (!isPacked) return data[(y * width + x) * channels + channel] ?? 0;
    const bit = x * depth;
    const byte = data[y * rowBytes + (bit >> 3)] ?? 0;
    return (byte >> (8 - depth - (bit & 7))) & ((1 << depth) - 1);
  };
  const colourAt = (x: number, y: number): readonly number[] =>
    palette === undefined
      ? Array.from({ length: 3 }, (_, channel) => sample(x, y, Math.min(channel, colours - 1)))
      : (palette[sample(x, y, 0)] ?? []);
  const isThing = (x: number, y: number): boolean => {
    const colour = colourAt(x, y);
    return rule.kind === 'nonzero'
      ? colour.slice(0, 3).some((value) => value !== 0)
      : rule.rgb.every((value, channel) => value === colour[channel]);
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) pixels[y * width + x] = Number(isThing(x, y));
  }
  return { width, height, pixels };
};

/** IHDR is the first chunk of every PNG: width and height at bytes 16 and 20. */
const requireSaneSize = (bytes: Uint8Array): void => {
  const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const pixels = header.getUint32(16) * header.getUint32(20);
  if (pixels === 0 || pixels > MAX_PIXELS) throw new RangeError(`The mask has ${pixels} pixels.`);
};
