import { describe, expect, test } from 'vitest';
import {
  firstFrameIndexFrom,
  frameIndexAt,
  overviewFrameIndices,
  wholeSecondOf,
} from './frameTable.ts';

const atRate = (framesPerSecond: number, count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, index) => index / framesPerSecond);

describe('frameIndexAt', () => {
  const ptsSeconds = [0.1, 0.2, 0.5, 0.6];

  test.each([
    [0, 0],
    [0.1, 0],
    [0.1999, 0],
    [0.2, 1],
    [0.49, 1],
    [0.6, 3],
    [99, 3],
  ])('at %d s it is frame %d', (seconds, frameIndex) => {
    expect(frameIndexAt(ptsSeconds, seconds)).toBe(frameIndex);
  });

  test('finds every frame by its own timestamp', () => {
    const table = atRate(29.97, 1000);
    table.forEach((seconds, frameIndex) => expect(frameIndexAt(table, seconds)).toBe(frameIndex));
  });

  test('an empty table has no frame', () => {
    expect(frameIndexAt([], 1)).toBe(-1);
  });
});

test('secondOf is the whole second in which the frame begins', () => {
  const ptsSeconds = [-0.04, 0, 0.96, 1, 1.04];
  expect(ptsSeconds.map((_, frameIndex) => wholeSecondOf(ptsSeconds, frameIndex))).toEqual([
    0, 0, 0, 1, 1,
  ]);
});

describe('firstFrameIndexFrom', () => {
  test.each([
    [[0, 0.5, 1, 1.5], 1, 2],
    [[0, 0.5, 1.2, 1.5], 1, 2], // a second that begins late
    [[0, 0.5, 2.2], 1, 2], // a second without a frame
    [[0, 0.5, 2.2], 3, 3], // past the end
    [[-0.5, -0.2, 0.1], 0, 0], // timestamps before zero
    [[0, 1, 1, 1.5], 1, 1], // two frames at one time
  ])('%j: second %i begins with frame %i', (ptsSeconds, second, frame) => {
    expect(firstFrameIndexFrom(ptsSeconds, second)).toBe(frame);
  });
});

describe('overviewFrames', () => {
  test('takes the middle of each second, the earlier of two as near', () => {
    expect(overviewFrameIndices(atRate(10, 30), 3)).toEqual([5, 15, 25]);
    expect(overviewFrameIndices(atRate(5, 10), 2)).toEqual([2, 7]);
  });

  test('takes the middle of what is left in the last second', () => {
    // 1.0 to 1.4 s: the middle is 1.2 s.
    expect(overviewFrameIndices(atRate(10, 14), 1.4)).toEqual([5, 12]);
  });

  test('a second without a frame repeats a neighbour', () => {
    expect(overviewFrameIndices([0, 0.5, 3.2], 4)).toEqual([1, 1, 2, 2]);
  });

  test('a clip whose first frame is late still begins at second 0', () => {
    expect(overviewFrameIndices([1.2, 1.5, 1.8], 2)).toEqual([0, 1]);
  });

  test('a duration shorter than the table, of one still picture, or of nothing', () => {
    expect(overviewFrameIndices([0, 0.5, 1.5], 0)).toEqual([0, 1]);
    expect(overviewFrameIndices([0], 0)).toEqual([0]);
    expect(overviewFrameIndices([], 5)).toEqual([]);
  });
});
