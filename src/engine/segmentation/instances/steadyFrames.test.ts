import { describe, expect, test } from 'vitest';
import type { Box } from '../../../core/mask/boxes.ts';
import { boxesBetween, isSteady, neighboursOf } from './steadyFrames.ts';

const at = (framesPerSecond: number, seconds: number): number[] =>
  Array.from({ length: framesPerSecond * seconds }, (_, frame) => frame / framesPerSecond);

describe('the frames between which a frame lies', () => {
  test('are two or four apart, and of its own second', () => {
    const pts = at(25, 2);
    expect([0, 1, 2, 3, 4, 5].map((frame) => neighboursOf(pts, frame))).toEqual([
      null,
      [0, 2],
      [0, 4],
      [2, 4],
      null,
      [4, 6],
    ]);
    // Frame 25 begins the next second.
    expect([23, 24, 25, 26].map((frame) => neighboursOf(pts, frame))).toEqual([
      [22, 24],
      null,
      null,
      [25, 27],
    ]);
    expect([48, 49].map((frame) => neighboursOf(pts, frame))).toEqual([[47, 49], null]);
    // The last frame of a second has no later one beside it.
    expect(neighboursOf(at(24, 2), 23)).toBe(null);
  });

  test('are none in a clip of few frames a second, nor across a gap', () => {
    expect(at(10, 2).map((_, frame) => neighboursOf(at(10, 2), frame))).toEqual(
      Array(20).fill(null),
    );
    expect(neighboursOf([0, 0.04, 0.5, 0.54, 0.58], 1)).toBe(null);
    expect(neighboursOf([], 0)).toBe(null);
  });

  test('count from the first frame that begins in the second', () => {
    const late = at(25, 2).map((seconds) => seconds + 0.99);
    // Frame 0 is of second 0, frame 1 the first one of second 1.
    expect([0, 1, 2].map((frame) => neighboursOf(late, frame))).toEqual([null, null, [1, 3]]);
  });
});

const shows = (boxes: readonly Box[], trackIds: readonly (number | null)[]) => ({
  boxes: Float32Array.from(boxes.flat()),
  classScores: new Float32Array(boxes.length),
  trackIds,
});

describe('steady', () => {
  const left: Box = [0, 0, 0.4, 1];
  const before = shows([left, [0, 0, 1, 1]], [3, null]);

  test('is what stays where it was', () => {
    expect(isSteady(before, shows([[0.02, 0, 0.42, 1]], [3]), [3])).toBe(true);
    expect(isSteady(before, shows([], []), [])).toBe(true);
  });

  test('is not what moved, or what one of the frames does not show', () => {
    expect(isSteady(before, shows([[0.2, 0, 0.6, 1]], [3]), [3])).toBe(false);
    expect(isSteady(before, shows([left], [4]), [3])).toBe(false);
    expect(isSteady(before, shows([left, left], [3, 4]), [3, 4])).toBe(false);
  });
});

test('boxes between two frames are those of the tracks that both show', () => {
  const before = {
    boxes: Float32Array.of(0, 0, 0.5, 1, 0.5, 0, 1, 1, 0, 0, 1, 1),
    classScores: Float32Array.of(0.5, 0, 0.25, 1, 0, 0),
    trackIds: [7, 8, null],
  };
  const after = {
    boxes: Float32Array.of(0, 0, 1, 1, 0.5, 0.5, 1, 1),
    classScores: Float32Array.of(0, 0, 0.75, 0),
    trackIds: [null, 8],
  };
  expect(boxesBetween(before, after, 0.25)).toEqual({
    boxes: Float32Array.of(0.5, 0.125, 1, 1),
    classScores: Float32Array.of(0.375, 0.75),
    trackIds: [8],
  });
  expect(boxesBetween(before, { ...after, trackIds: [1, 2] }, 0.5)).toEqual({
    boxes: new Float32Array(),
    classScores: new Float32Array(),
    trackIds: [],
  });
});
