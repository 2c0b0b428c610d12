import { describe, expect, test } from 'vitest';
import { exportSize, planExportFrames, rangeToSeconds, dropRepeatedFrames } from './exportPlan.ts';

/** Ten frames of 25 a second that begin late, and a gap of a second before the last. */
const ptsSeconds = [0.5, 0.54, 0.58, 0.62, 0.66, 0.7, 0.74, 0.78, 0.82, 1.82];
const clip = { ptsSeconds, durationSeconds: 1.9 };

const indices = (framesPerSecond: number | null, range: readonly [number, number] = [0, 9]) =>
  planExportFrames({ ...clip, range, framesPerSecond }).map(({ frameIndex }) => frameIndex);

describe('a plan', () => {
  test('at the own rate has every frame with its own time, from zero on', () => {
    const plan = planExportFrames({ ...clip, range: [2, 9], framesPerSecond: null });
    expect(plan.map(({ frameIndex }) => frameIndex)).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
    expect(plan[0]?.startSeconds).toBe(0);
    expect(plan[6]).toMatchObject({ frameIndex: 8 });
    expect(plan[6]?.durationSeconds).toBeCloseTo(1);
    expect(plan[7]?.durationSeconds).toBeCloseTo(0.08);
    const end = plan.at(-1);
    expect((end?.startSeconds ?? 0) + (end?.durationSeconds ?? 0)).toBeCloseTo(1.9 - 0.58);
  });

  test('of a range ends where the next frame begins', () => {
    expect(rangeToSeconds({ ...clip, range: [1, 3] })).toEqual([0.54, 0.66]);
  });

  test('at a lower rate drops frames', () => {
    expect(indices(12.5, [0, 7])).toEqual([0, 2, 4, 6]);
  });

  test('at a higher rate repeats them, and through a gap', () => {
    expect(indices(50, [0, 2])).toEqual([0, 0, 1, 1, 2, 2]);
    expect(indices(5, [7, 9])).toEqual([7, 8, 8, 8, 8, 8]);
    expect(indices(10, [8, 9])).toEqual([8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 9]);
  });

  test('names no frame outside of its range or of the clip', () => {
    expect(indices(null, [-3, 40])).toHaveLength(10);
    expect(indices(10, [3, 3])).toEqual([3]);
    expect(indices(null, [5, 4])).toEqual([]);
    expect(
      dropRepeatedFrames(planExportFrames({ ...clip, range: [0, 2], framesPerSecond: 50 })),
    ).toHaveLength(3);
  });
});

describe('a size', () => {
  test('is the clip’s own, never larger', () => {
    expect(exportSize({ width: 161, height: 97 }, null, 'rgba-png')).toEqual({
      width: 161,
      height: 97,
    });
    expect(exportSize({ width: 161, height: 97 }, 480, 'rgba-png')).toEqual({
      width: 161,
      height: 97,
    });
  });

  test('keeps the aspect, with even sides where a codec wants them', () => {
    expect(exportSize({ width: 1920, height: 1080 }, 480, 'rgba-png')).toEqual({
      width: 853,
      height: 480,
    });
    expect(exportSize({ width: 1920, height: 1080 }, 480, 'video-mp4')).toEqual({
      width: 852,
      height: 480,
    });
    expect(exportSize({ width: 161, height: 97 }, null, 'video-mp4')).toEqual({
      width: 160,
      height: 96,
    });
  });
});
