import { encode } from 'fast-png';
import { expect, test } from 'vitest';
import { decodeGroundTruth } from './groundTruthMask.ts';

const NONZERO = { kind: 'nonzero' } as const;

test('reads grey, palette, RGBA and one-bit masks', () => {
  const grey = encode({ width: 3, height: 1, channels: 1, data: new Uint8Array([0, 1, 255]) });
  expect([...decodeGroundTruth(grey, NONZERO, 'a').pixels]).toEqual([0, 1, 1]);

  const palette = encode({
    width: 3,
    height: 1,
    channels: 1,
    data: new Uint8Array([0, 2, 1]),
    palette: [
      [0, 0, 0],
      [128, 0, 0],
      [0, 128, 0],
    ],
  });
  expect([...decodeGroundTruth(palette, NONZERO, 'a').pixels]).toEqual([0, 1, 1]);
  const red = { kind: 'colour', rgb: [128, 0, 0] } as const;
  expect([...decodeGroundTruth(palette, red, 'a').pixels]).toEqual([0, 0, 1]);

  const black = encode({ width: 1, height: 1, channels: 4, data: new Uint8Array([0, 0, 0, 255]) });
  expect([...decodeGroundTruth(black, NONZERO, 'a').pixels]).toEqual([0]);

  const bits = encode({
    width: 10,
    height: 2,
    channels: 1,
    depth: 1,
    data: new Uint8Array([0b01000000, 0b01000000, 0b10000000, 0]),
  });
  const { pixels } = decodeGroundTruth(bits, NONZERO, 'a');
  expect([...pixels].flatMap((pixel, index) => (pixel === 1 ? [index] : []))).toEqual([1, 9, 10]);
});

test('says which file is no mask', () => {
  expect(() => decodeGroundTruth(new Uint8Array([1, 2]), NONZERO, 'gt/00000.png')).toThrow(
    'gt/00000.png is no PNG',
  );
  const cut = encode({ width: 40, height: 40, channels: 1, data: new Uint8Array(1600) });
  expect(() => decodeGroundTruth(cut.subarray(0, 50), NONZERO, 'x')).toThrow('x is no PNG');
});
