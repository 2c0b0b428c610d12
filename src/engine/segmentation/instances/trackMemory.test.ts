import { describe, expect, test } from 'vitest';
import { createTrackMemory, noInstanceMemory } from './trackMemory.ts';
import type { InstanceMemoryStep } from './trackMemory.ts';

const SIZES = { width: 2, windowSeconds: 3 };

/** Each track's attended values and left side are its value. */
const step = (
  tracks: Readonly<Record<number, number>>,
  audio: readonly number[] = [],
): InstanceMemoryStep => {
  const values = Object.values(tracks);
  return {
    trackIds: Object.keys(tracks).map(Number),
    visualAttended: Float32Array.from(values.flatMap((value) => [value, -value])),
    boxes: Float32Array.from(values.flatMap((value) => [value, 0, 1, 1])),
    audioAttended: Float32Array.from([0, 1, 2].flatMap((n) => [audio[n] ?? 0, 0])),
    audioMask: Float32Array.from([0, 1, 2], (n) => Number(n < audio.length)),
  };
};

describe('memory by track (eq. 3)', () => {
  test('is the mean over the earlier seconds in which the track was seen', () => {
    const memory = createTrackMemory(SIZES);
    memory.advance(0, step({ 0: 2, 1: 10 }));
    memory.advance(1, step({ 1: 20 }));
    memory.advance(2, step({ 0: 6, 1: 30 }));
    expect(memory.memoryAt(0, [0])?.visualCount[0]).toBe(0);
    const seen = memory.memoryAt(3, [1, null, 0, 7]);
    expect(Array.from(seen?.visualMean ?? [])).toEqual([20, -20, 0, 0, 4, -4, 0, 0]);
    expect(Array.from(seen?.visualCount ?? [])).toEqual([3, 0, 2, 0]);
    expect(Array.from(seen?.boxMean ?? []).slice(8)).toEqual([4, 0, 1, 1, 0, 0, 0, 0]);
    expect(memory.memoryAt(2, [0])?.visualMean[0]).toBe(2);
    expect(memory.memoryAt(4, [0])).toBeUndefined();
  });

  test('sound moves on from window to window, over the seconds that have sound', () => {
    const memory = createTrackMemory(SIZES);
    for (let second = 0; second < 3; second++) {
      expect(memory.memoryAt(second, [])?.audioCount).toBe(0);
      memory.advance(second, step({}, [4, 8]));
    }
    expect(memory.memoryAt(3, [])).toMatchObject({ audioCount: 2 });
    expect(memory.memoryAt(3, [])?.audioMean[0]).toBe(6);
  });

  test('a second that cannot be decoded adds nothing', () => {
    const memory = createTrackMemory(SIZES);
    memory.advance(0, step({ 0: 2 }));
    memory.advance(1, null);
    expect(memory.memoryAt(2, [0])).toEqual(memory.memoryAt(1, [0]));
    expect(() => memory.advance(5, null)).toThrow(RangeError);
  });

  test('a track that never comes back is forgotten, one that is hidden is not', () => {
    const memory = createTrackMemory(SIZES);
    memory.advance(0, step({ 0: 2 }));
    for (let second = 1; second < 4; second++) {
      memory.advance(second, step({ 1: 1 }));
      expect(memory.memoryAt(second + 1, [0])?.visualCount[0]).toBe(1);
    }
    memory.advance(4, step({}));
    memory.advance(5, step({}));
    expect(memory.memoryAt(6, [0, 1])?.visualCount).toEqual(Float32Array.of(0, 3));
  });

  test('thinned out, it still leads on, and a gap is gone over again to the same mean', () => {
    const memory = createTrackMemory(SIZES, { kind: 'mean' }, 4);
    const advance = (second: number): void => memory.advance(second, step({ 0: second * second }));
    for (let second = 0; second < 20; second++) {
      advance(second);
    }
    const before = memory.memoryAt(20, [0]);
    expect(before?.visualMean[0]).toBeCloseTo(123.5, 3);
    expect(memory.memoryAt(13, [0])).toBeUndefined();
    const nearest = memory.nearestKnownSecond(13);
    expect(nearest).toBeGreaterThan(0);
    for (let second = nearest; second < 20; second++) {
      advance(second);
    }
    expect(memory.memoryAt(20, [0])).toEqual(before);
  });

  test('a sliding window forgets', () => {
    const memory = createTrackMemory(SIZES, { kind: 'window', steps: 2 });
    [2, 4, 8].forEach((value, second) => memory.advance(second, step({ 0: value })));
    expect(memory.memoryAt(3, [0])?.visualMean[0]).toBe(6);
    expect(memory.memoryAt(3, [0])?.visualCount[0]).toBe(2);
  });

  test('no memory is zeros', () => {
    const none = noInstanceMemory(2, 2);
    expect(none).toEqual(createTrackMemory(SIZES).memoryAt(0, [0, 1]));
    expect(none.visualMean).toEqual(new Float32Array(4));
  });
});
