import { describe, expect, test } from 'vitest';
import { upsampleMask } from './upsampleMask.ts';
import type { UpsampleInput } from './upsampleMask.ts';

const clamp = (value: number, most: number): number => Math.min(Math.max(value, 0), most);

const blend = (a: number, b: number, weight: number): number => a * (1 - weight) + b * weight;

/** Bilinear upsampling as any textbook has it, in doubles; 0..255. */
const sampleBilinear = (raster: UpsampleInput, x: number, y: number): number => {
  const { probability, maskWidth, maskHeight, width, height } = raster;
  const sourceX = clamp(((x + 0.5) * maskWidth) / width - 0.5, maskWidth - 1);
  const sourceY = clamp(((y + 0.5) * maskHeight) / height - 0.5, maskHeight - 1);
  const left = Math.floor(sourceX);
  const top = Math.floor(sourceY);
  const right = Math.min(left + 1, maskWidth - 1);
  const bottom = Math.min(top + 1, maskHeight - 1);
  const at = (column: number, row: number): number => probability[row * maskWidth + column]!;
  return blend(
    blend(at(left, top), at(right, top), sourceX - left),
    blend(at(left, bottom), at(right, bottom), sourceX - left),
    sourceY - top,
  );
};

/** Every pixel must agree with the reference, save where it lies on the threshold itself. */
const expectExact = (raster: UpsampleInput): void => {
  const mask = upsampleMask(raster);
  expect(mask.length).toBe(raster.width * raster.height);
  for (let index = 0; index < mask.length; index++) {
    const x = index % raster.width;
    const y = Math.floor(index / raster.width);
    const margin = sampleBilinear(raster, x, y) - raster.threshold * 255;
    if (Math.abs(margin) > 1e-9 && mask[index] !== (margin > 0 ? 1 : 0)) {
      expect.fail(`pixel ${x}, ${y} is ${mask[index]} with margin ${margin}`);
    }
  }
};

/** Small deterministic generator (mulberry32), 0..1. */
const createRandom = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
  };
};

describe('rasterizeMask', () => {
  test('all 0 is empty and all 255 is full, at any threshold below 1', () => {
    const size = { maskWidth: 96, maskHeight: 96, width: 321, height: 181 };
    for (const threshold of [0, 0.25, 0.5, 0.999]) {
      const nothing = upsampleMask({ ...size, threshold, probability: new Uint8Array(96 * 96) });
      expect(nothing.every((value) => value === 0)).toBe(true);
      const probability = new Uint8Array(96 * 96).fill(255);
      const everything = upsampleMask({ ...size, threshold, probability });
      expect(everything.every((value) => value === 1)).toBe(true);
    }
  });

  test('a pixel exactly on the threshold is outside', () => {
    const raster = { maskWidth: 1, maskHeight: 1, width: 3, height: 2 };
    const at = (probability: number, threshold: number) =>
      upsampleMask({ ...raster, probability: Uint8Array.of(probability), threshold });
    expect(at(51, 0.2)).toEqual(new Uint8Array(6));
    expect(at(52, 0.2)).toEqual(new Uint8Array(6).fill(1));
    expect(at(255, 1)).toEqual(new Uint8Array(6));
  });

  test('a row worked by hand', () => {
    // Two columns to eight pixels: pixel centres lie at -3/8, -1/8, 1/8, 3/8, ... of the columns,
    // so the values are 0, 0, 1/8, 3/8, 5/8, 7/8, 1, 1 of 240; half of 255 is first passed at 5/8.
    const mask = upsampleMask({
      probability: Uint8Array.of(0, 240),
      maskWidth: 2,
      maskHeight: 1,
      width: 8,
      height: 1,
      threshold: 0.5,
    });
    expect([...mask]).toEqual([0, 0, 0, 0, 1, 1, 1, 1]);
  });

  test('same size gives the map itself', () => {
    const probability = Uint8Array.of(0, 127, 128, 255, 10, 200);
    const mask = upsampleMask({
      probability,
      maskWidth: 3,
      maskHeight: 2,
      width: 3,
      height: 2,
      threshold: 0.5,
    });
    expect([...mask]).toEqual([0, 0, 1, 1, 0, 1]);
  });

  test('one bright point of the map agrees with the reference, at each corner and inside', () => {
    for (const point of [0, 8, 9 * 8, 80, 40]) {
      const probability = new Uint8Array(81);
      probability[point] = 255;
      for (const threshold of [0.1, 0.5, 0.9]) {
        expectExact({
          probability,
          maskWidth: 9,
          maskHeight: 9,
          width: 101,
          height: 67,
          threshold,
        });
      }
    }
  });

  test('random maps, sizes (odd, 1 x 1, smaller than the map) and thresholds', () => {
    const random = createRandom(7);
    const pick = (least: number, most: number) => least + Math.floor(random() * (most - least + 1));
    for (let round = 0; round < 300; round++) {
      const maskWidth = pick(1, 12);
      const maskHeight = pick(1, 12);
      const steep = random() < 0.5;
      const probability = Uint8Array.from({ length: maskWidth * maskHeight }, () =>
        steep ? pick(0, 1) * 255 : pick(0, 255),
      );
      const raster = { probability, maskWidth, maskHeight };
      const threshold = round % 5 === 0 ? 0 : random();
      expectExact({ ...raster, width: pick(1, 40), height: pick(1, 40), threshold });
      expectExact({ ...raster, width: 1, height: 1, threshold });
    }
  });

  test('the model size to full HD and to 8K rows stays exact', () => {
    const random = createRandom(11);
    const probability = Uint8Array.from({ length: 96 * 96 }, () => Math.floor(random() * 256));
    const raster = { probability, maskWidth: 96, maskHeight: 96, threshold: 0.4 };
    expectExact({ ...raster, width: 1920, height: 1080 });
    expectExact({ ...raster, width: 7680, height: 97 });
  });

  test('refuses sizes that do not fit', () => {
    const raster = { maskWidth: 2, maskHeight: 2, width: 4, height: 4, threshold: 0.5 };
    expect(() => upsampleMask({ ...raster, probability: new Uint8Array(3) })).toThrow(RangeError);
    expect(() => upsampleMask({ ...raster, width: 0, probability: new Uint8Array(4) })).toThrow(
      RangeError,
    );
  });
});
