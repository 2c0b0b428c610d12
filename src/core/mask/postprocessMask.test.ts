import { expect, test } from 'vitest';
import {
  removeSmallComponents,
  featherMask,
  fillHoles,
  applyMorphology,
  dilateOrErode,
  isPostprocessIdentity,
} from './postprocessMask.ts';
import { NO_POSTPROCESS } from './postprocessSettings.ts';

const mask = (rows: readonly string[]) => ({
  bytes: Uint8Array.from(rows.join(''), (sign) => (sign === '#' ? 1 : 0)),
  width: rows[0]?.length ?? 0,
});

const rowsOf = (bytes: Uint8Array, width: number): string[] =>
  Array.from({ length: bytes.length / width }, (_, y) =>
    Array.from(bytes.subarray(y * width, (y + 1) * width), (bit) => (bit ? '#' : '.')).join(''),
  );

const apply = (
  work: (bytes: Uint8Array<ArrayBuffer>, width: number, amount: number) => Uint8Array,
  rows: readonly string[],
  amount: number,
): string[] => {
  const { bytes, width } = mask(rows);
  const before = bytes.slice();
  const result = rowsOf(work(bytes, width, amount), width);
  expect(bytes).toEqual(before);
  return result;
};

test('holes up to a size are filled; bays and what reaches the border are no holes', () => {
  const rows = ['######.#', '#.##.#.#', '####.#.#', '######.#', '..######'];
  expect(apply(fillHoles, rows, 1)).toEqual([
    '######.#',
    '####.#.#',
    '####.#.#',
    '######.#',
    '..######',
  ]);
  expect(apply(fillHoles, rows, 2)[2]).toBe('######.#');
  expect(apply(fillHoles, rows, 99)[0]).toBe('######.#');
});

test('a slanted line closes a hole: what is around does not pass over corners', () => {
  const rows = ['..#..', '.#.#.', '#...#', '.#.#.', '..#..'];
  expect(apply(fillHoles, rows, 5)).toEqual(['..#..', '.###.', '#####', '.###.', '..#..']);
});

test('specks up to a size go, the largest piece stays whatever its size', () => {
  const rows = ['#...##', '..#.##', '.#....', '......', '#.....'];
  expect(apply(removeSmallComponents, rows, 1)).toEqual([
    '....##',
    '..#.##',
    '.#....',
    '......',
    '......',
  ]);
  expect(apply(removeSmallComponents, rows, 99)).toEqual([
    '....##',
    '....##',
    '......',
    '......',
    '......',
  ]);
  expect(apply(removeSmallComponents, ['.....'], 9)).toEqual(['.....']);
});

test('growing is a disc, shrinking its reverse; the border of the picture is no edge', () => {
  const dot = ['.......', '.......', '.......', '...#...', '.......', '.......', '.......'];
  const disc = ['.......', '...#...', '..###..', '.#####.', '..###..', '...#...', '.......'];
  expect(apply(dilateOrErode, dot, 2)).toEqual(disc);
  expect(apply(dilateOrErode, disc, -2)).toEqual(dot);
  expect(apply(dilateOrErode, ['###..', '###..'], -1)).toEqual(['##...', '##...']);
  expect(apply(dilateOrErode, ['###..', '###..'], 0)).toEqual(['###..', '###..']);
});

test('growing equals asking every pixel for its distance', () => {
  const width = 37;
  const height = 23;
  let seed = 7;
  const random = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
  const bytes = Uint8Array.from({ length: width * height }, () => (random() < 0.02 ? 1 : 0));
  for (const radius of [0.5, 1, 2.5, 6]) {
    const grown = dilateOrErode(bytes, width, radius);
    for (let index = 0; index < bytes.length; index++) {
      const [x, y] = [index % width, Math.floor(index / width)];
      const isNear = bytes.some(
        (bit, other) =>
          bit === 1 && Math.hypot((other % width) - x, Math.floor(other / width) - y) <= radius,
      );
      expect(grown[index]).toBe(isNear ? 1 : 0);
    }
  }
});

test('a feathered edge is as wide as asked, half outside, and keeps the picture’s border', () => {
  const width = 64;
  const bytes = Uint8Array.from({ length: width * 8 }, (_, index) => (index % width < 32 ? 1 : 0));
  const cover = featherMask(bytes, width, 16);
  const row = Array.from(cover.subarray(3 * width, 4 * width));
  expect(row[0]).toBe(255);
  expect(row[20]).toBe(255);
  expect(row[43]).toBe(0);
  expect((row[31] ?? 0) + (row[32] ?? 0)).toBe(255);
  expect(row.filter((value) => value > 0 && value < 255).length).toBeGreaterThan(12);
  expect(row.filter((value) => value > 0 && value < 255).length).toBeLessThanOrEqual(18);
  expect(row).toEqual(row.toSorted((a, b) => b - a));
  expect(new Set(featherMask(bytes, width, 0))).toEqual(new Set([0, 255]));
});

test('a finish goes by the clip’s own pixels, and specks go before the edge moves', () => {
  const rows = ['#.........', '..........', '.....##...', '.....##...', '..........', '..........'];
  const { bytes, width } = mask(rows);
  const finish = { ...NO_POSTPROCESS, growPixels: 2, dropSpecksShare: 0.02 };
  // The preview has half the clip's width.
  expect(rowsOf(applyMorphology(bytes, width, finish, 0.5), width)).toEqual([
    '..........',
    '.....##...',
    '....####..',
    '....####..',
    '.....##...',
    '..........',
  ]);
  expect(applyMorphology(bytes, width, NO_POSTPROCESS, 1)).toBe(bytes);
  expect(isPostprocessIdentity(NO_POSTPROCESS)).toBe(true);
  expect(isPostprocessIdentity(finish)).toBe(false);
});
