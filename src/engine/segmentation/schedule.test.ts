import { describe, expect, test } from 'vitest';
import { nextFrames } from './schedule.ts';

const clip = (framesPerSecond: number, seconds: number): number[] =>
  Array.from({ length: framesPerSecond * seconds }, (_, frame) => frame / framesPerSecond);

/** Computes until nothing is missing; the batches in order. */
const batches = (
  pts: readonly number[],
  playhead: number,
  computed: readonly number[],
): number[][] => {
  const done = new Set(computed);
  const result: number[][] = [];
  for (;;) {
    const batch = nextFrames(pts, playhead, (frame) => done.has(frame));
    if (batch.length === 0) {
      return result;
    }
    result.push(batch);
    batch.forEach((frame) => done.add(frame));
  }
};

describe('nextFrames', () => {
  test('two a second, then four, then all; in each pass outwards from the playhead', () => {
    const pts = clip(8, 3);
    expect(batches(pts, 9, [4, 12, 20])).toEqual([
      [8],
      [16],
      [0], // the first frame of each half second; its second half is in the overview
      [10, 14],
      [18, 22],
      [2, 6],
      [9, 11, 13, 15],
      [17, 19, 21, 23],
      [1, 3, 5, 7],
    ]);
  });

  test('frames between which others lie come before these', () => {
    const pts = clip(25, 1);
    const passes = batches(pts, 0, [12]);
    expect(passes.slice(2)).toEqual([
      [4, 8, 16, 20, 24],
      [1, 2, 3, 5, 6, 9, 10, 11, 14, 15, 17, 18, 21, 22, 23],
    ]);
  });

  test('every frame comes once, whatever the rate and the playhead', () => {
    const uneven = [0.02, 0.3, 0.31, 0.32, 2.9, 3, 3.1, 7.7];
    for (const pts of [clip(30, 2), clip(1, 5), uneven, [5]]) {
      for (const playhead of [0, pts.length - 1]) {
        const all = batches(pts, playhead, []).flat();
        expect(all.toSorted((a, b) => a - b)).toEqual(pts.map((_, frame) => frame));
      }
    }
  });

  test('a moved playhead changes what comes next', () => {
    const pts = clip(4, 10);
    const done = new Set<number>();
    expect(nextFrames(pts, 0, (frame) => done.has(frame))[0]).toBe(0);
    expect(nextFrames(pts, 39, (frame) => done.has(frame))[0]).toBe(36);
  });

  test('batches are ascending, so that the decoder runs forwards', () => {
    for (const batch of batches(clip(25, 3), 40, [])) {
      expect(batch).toEqual(batch.toSorted((a, b) => a - b));
    }
  });
});
