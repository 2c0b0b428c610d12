import { expect, test } from 'vitest';
import { neighbourFrames, outlinePathData } from './onionSkin.ts';

const among =
  (...frames: readonly number[]) =>
  (frameIndex: number): boolean =>
    frames.includes(frameIndex);

test.each([
  ['the nearest on either side, not itself', 5, among(1, 3, 5, 8, 9), { before: 3, after: 8 }],
  ['the direct neighbours', 5, among(4, 5, 6), { before: 4, after: 6 }],
  ['nothing before the first frame', 0, among(0, 9), { before: null, after: 9 }],
  ['nothing after the last frame', 9, among(0, 9), { before: 0, after: null }],
  ['nothing but itself', 5, among(5), { before: null, after: null }],
])('neighbours: %s', (_, frameIndex, hasMask, expected) => {
  expect(neighbourFrames(frameIndex, 10, hasMask)).toEqual(expected);
});

test('no frame is asked for twice, nor beyond the nearest', () => {
  const asked: number[] = [];
  neighbourFrames(50, 100, (frameIndex) => {
    asked.push(frameIndex);
    return frameIndex === 48 || frameIndex === 51;
  });
  expect(asked).toEqual([49, 48, 51]);
});

test('outlines are closed paths in the mask’s pixels, the largest first, holes filled', () => {
  const rows = ['......', '.###..', '.#.#.#', '.###..', '......'];
  const mask = Uint8Array.from(rows.join('').replaceAll('#', '1').replaceAll('.', '0'), Number);
  expect(outlinePathData(mask, 6)).toBe('M4 1 4 4 1 4 1 1ZM6 2 6 3 5 3 5 2Z');
  expect(outlinePathData(new Uint8Array(30), 6)).toBe('');
});
