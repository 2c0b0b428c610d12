import { describe, expect, test } from 'vitest';
import { overviewFrameIndices } from '../core/time/frameTable.ts';
import { sampleFrameIndices } from './sampleFrameIndices.ts';

/** 2.5 s at 4 frames a second. */
const pts = Array.from({ length: 10 }, (_, index) => index / 4);
const DURATION = 2.5;

describe('selectFrames', () => {
  test('every frame', () => {
    expect(sampleFrameIndices({ kind: 'every' }, pts, DURATION)).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
    ]);
  });

  test('a list in order, each once', () => {
    const frameIndices = [7, 2, 7, 0];
    expect(sampleFrameIndices({ kind: 'list', frameIndices }, pts, DURATION)).toEqual([0, 2, 7]);
  });

  test('a rate takes the frame nearest to the middle of each step', () => {
    // Middles 0.25, 0.75, 1.25, 1.75, 2.25 s.
    expect(sampleFrameIndices({ kind: 'rate', framesPerSecond: 2 }, pts, DURATION)).toEqual([
      1, 3, 5, 7, 9,
    ]);
  });

  test('one frame a second is the overview itself', () => {
    const late = pts.map((seconds) => seconds * 1.37 + 0.2);
    for (const [table, seconds] of [
      [pts, DURATION],
      [late, 3.6],
      [[0], 0.04],
      [[0, 5], 6],
    ] as const) {
      const selected = sampleFrameIndices({ kind: 'rate', framesPerSecond: 1 }, table, seconds);
      expect(selected).toEqual([...new Set(overviewFrameIndices(table, seconds))]);
    }
  });

  test('a rate above the clip’s own gives each frame once', () => {
    expect(sampleFrameIndices({ kind: 'rate', framesPerSecond: 50 }, pts, DURATION)).toHaveLength(
      10,
    );
  });

  test('no frames of no table', () => {
    expect(sampleFrameIndices({ kind: 'rate', framesPerSecond: 1 }, [], 0)).toEqual([]);
  });
});
