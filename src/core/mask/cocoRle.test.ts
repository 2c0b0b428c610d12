import { describe, expect, test } from 'vitest';
import { encodeCocoRle, type CocoRle } from './cocoRle.ts';

type Inside = (x: number, y: number) => boolean;

const draw = (width: number, height: number, inside: Inside): Uint8Array =>
  Uint8Array.from({ length: width * height }, (_, index) =>
    inside(index % width, Math.floor(index / width)) ? 1 : 0,
  );

/** Written from the format's description, with nothing of the encoder's: reads rows back. */
const decode = ({ size: [height, width], counts }: CocoRle): Uint8Array => {
  const runs: number[] = [];
  for (let at = 0; at < counts.length; ) {
    let value = 0;
    let bits = 0;
    let character: number;
    do {
      character = counts.charCodeAt(at++) - 48;
      value += (character % 32) * 2 ** bits;
      bits += 5;
    } while (character >= 32);
    if (character % 32 >= 16) {
      value -= 2 ** bits;
    }
    runs.push(runs.length > 2 ? value + (runs[runs.length - 2] ?? 0) : value);
  }
  expect(runs.reduce((sum, run) => sum + run, 0)).toBe(width * height);
  const mask = new Uint8Array(width * height);
  let place = 0;
  runs.forEach((run, index) => {
    for (let end = place + run; place < end; place++) {
      mask[(place % height) * width + Math.floor(place / height)] = index % 2;
    }
  });
  return mask;
};

/** Counted, because comparing megabytes value by value takes the test runner long. */
const differences = (a: Uint8Array, b: Uint8Array): number =>
  a.length === b.length ? a.filter((value, index) => value !== b[index]).length : -1;

/** Repeatable noise in blots. */
const noise = (seed: number): Inside => {
  return (x, y) => {
    const cell = Math.imul((x >> 2) * 73_856_093 + (y >> 1) * 19_349_663 + seed, 2_654_435_761);
    return ((cell >>> 13) & 7) < 3;
  };
};

describe('COCO run lengths', () => {
  // Made with pycocotools.mask.encode.
  test.each<readonly [string, number, number, Inside, string]>([
    ['nothing', 7, 5, () => false, 'S1'],
    ['all', 7, 5, () => true, '0S1'],
    ['the last pixel', 7, 5, (x, y) => x === 6 && y === 4, 'R11'],
    ['the first pixel', 7, 5, (x, y) => x === 0 && y === 0, '01R1'],
    ['a chessboard', 6, 4, (x, y) => (x + y) % 2 === 1, '11110O10O10O10O10O0'],
    [
      'a disc',
      64,
      48,
      (x, y) => (x - 30) ** 2 + (y - 20) ** 2 < 200,
      'ch03Y18J4M2N2N2N2N2O0O2O00000O2O0001N1000001N101N2N2N2N2N3L6HQl0',
    ],
  ])('of %s are those of the COCO API', (_, width, height, inside, counts) => {
    const mask = draw(width, height, inside);
    expect(encodeCocoRle(mask, width, height)).toEqual({ size: [height, width], counts });
  });

  test('are read back pixel by pixel by another decoder', () => {
    for (let seed = 0; seed < 40; seed++) {
      const [width, height] = [3 + seed * 7, 2 + ((seed * 13) % 90)];
      const mask = draw(width, height, noise(seed));
      expect(differences(decode(encodeCocoRle(mask, width, height)), mask)).toBe(0);
    }
    const wide = draw(1920, 1080, (x, y) => x > 100 && (x * y) % 9000 < 8000);
    expect(differences(decode(encodeCocoRle(wide, 1920, 1080)), wide)).toBe(0);
  });

  test('count what is not 0 as inside', () => {
    const soft = Uint8Array.of(0, 255, 1, 0);
    expect(decode(encodeCocoRle(soft, 2, 2))).toEqual(Uint8Array.of(0, 1, 1, 0));
  });
});
