import { expect, test } from 'vitest';
import { DAVIS_PALETTE, OBJECT_COLOURS, objectColour, objectPattern } from './palette.ts';

test('the DAVIS palette begins and goes on as the data set stores it', () => {
  expect(DAVIS_PALETTE).toHaveLength(256);
  expect(DAVIS_PALETTE.slice(0, 9)).toEqual([
    [0, 0, 0],
    [128, 0, 0],
    [0, 128, 0],
    [128, 128, 0],
    [0, 0, 128],
    [128, 0, 128],
    [0, 128, 128],
    [128, 128, 128],
    [64, 0, 0],
  ]);
  expect(DAVIS_PALETTE[21]).toEqual([128, 64, 128]);
  expect(DAVIS_PALETTE[22]).toEqual([22, 22, 22]);
  expect(DAVIS_PALETTE[255]).toEqual([255, 255, 255]);
});

test('object colours differ and repeat', () => {
  expect(new Set(OBJECT_COLOURS.map(String)).size).toBe(OBJECT_COLOURS.length);
  expect(objectColour(OBJECT_COLOURS.length)).toEqual(objectColour(0));
});

test('the first thirty objects differ in colour or pattern', () => {
  const looks = Array.from({ length: 30 }, (_, index) =>
    JSON.stringify([objectColour(index), objectPattern(index)]),
  );
  expect(new Set(looks).size).toBe(30);
});
