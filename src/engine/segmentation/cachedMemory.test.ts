import { describe, expect, test } from 'vitest';
import { MODEL_SHAPE } from '../../core/model/manifest.ts';
import { CUMULATIVE_MEAN } from '../../core/model/runningMean.ts';
import { createCachedMemory, queriesMemory } from './cachedMemory.ts';
import type { MemoryStep } from './cachedMemory.ts';

const { visualTokens, width, windowSeconds } = MODEL_SHAPE;

/** Every visual value is `visual`; the sound of second s of the window is `audio[s]`. */
const step = (
  visual: number,
  audio: readonly number[] = [],
  mask = audio.map(() => 1),
): MemoryStep => {
  const audioAttended = new Float32Array(windowSeconds * width);
  audio.forEach((value, second) => audioAttended.fill(value, second * width, (second + 1) * width));
  return {
    visualAttended: new Float32Array(visualTokens * width).fill(visual),
    audioAttended,
    audioMask: Float32Array.from({ length: windowSeconds }, (_, second) => mask[second] ?? 0),
  };
};

const square = (second: number): number => second * second;

describe('cached memory (eq. 3)', () => {
  test('C^1 is zero; then the mean of what came before, the step itself not among it', () => {
    const memory = createCachedMemory(queriesMemory());
    expect(memory.snapshotAt(0)?.visual.mean.every((value) => value === 0)).toBe(true);
    expect(memory.snapshotAt(0)?.visual.count).toBe(0);
    [3, 9, 6].forEach((value, second) => memory.advance(second, step(value)));
    const means = [1, 2, 3].map((second) => memory.snapshotAt(second)?.visual.mean[0]);
    expect(means).toEqual([3, 6, 6]); // 3/1, (3+9)/2, (3+9+6)/3
    expect(memory.snapshotAt(3)?.visual.count).toBe(3);
    expect(memory.snapshotAt(3)?.visual.mean.at(-1)).toBe(6);
    expect(memory.snapshotAt(4)).toBeUndefined();
  });

  test('sound moves on from window to window, over the seconds that have sound', () => {
    const memory = createCachedMemory(queriesMemory());
    const first = [2, 4, 6, 8, 0, 0, 0, 0, 0, 100];
    for (let second = 0; second < 10; second++) {
      // Before the window ends the graph takes the mean inside it; nothing is carried over yet.
      expect(memory.snapshotAt(second)?.audio.count).toBe(0);
      memory.advance(second, step(1, first, [1, 1, 1, 1, 0, 0, 0, 0, 0, 0]));
    }
    expect(memory.snapshotAt(10)?.audio).toMatchObject({ count: 4 });
    expect(memory.snapshotAt(10)?.audio.mean[0]).toBe(5); // (2+4+6+8)/4
    for (let second = 10; second < 20; second++) {
      expect(memory.snapshotAt(second)?.audio.mean[0]).toBe(5);
      memory.advance(second, step(1, Array(10).fill(12)));
    }
    expect(memory.snapshotAt(20)?.audio.count).toBe(14);
    expect(memory.snapshotAt(20)?.audio.mean.at(-1)).toBeCloseTo(10, 5); // (20 + 120) / 14
  });

  test('an earlier second keeps the memory it saw', () => {
    const memory = createCachedMemory(queriesMemory());
    memory.advance(0, step(4));
    const seen = memory.snapshotAt(1)?.visual.mean;
    memory.advance(1, step(100));
    expect(memory.snapshotAt(1)?.visual.mean).toBe(seen);
    expect(seen?.[0]).toBe(4);
  });

  test('thinned out, it still leads on, and a gap is gone over again to the same mean', () => {
    const memory = createCachedMemory(queriesMemory(CUMULATIVE_MEAN), 4);
    for (let second = 0; second < 20; second++) {
      memory.advance(second, step(square(second)));
    }
    const mean20 = memory.snapshotAt(20)?.visual.mean[0];
    expect(memory.snapshotAt(13)).toBeUndefined();
    const nearest = memory.nearestKnownSecond(13);
    expect(nearest).toBeGreaterThan(0);
    expect(nearest).toBeLessThan(13);
    for (let second = nearest; second < 20; second++) {
      memory.advance(second, step(square(second)));
    }
    expect(memory.snapshotAt(20)?.visual.mean[0]).toBe(mean20);
    expect(mean20).toBeCloseTo(123.5, 3); // mean of 0, 1, 4 .. 361
  });

  test('a sliding window forgets, also where it was thinned out', () => {
    const memory = createCachedMemory(queriesMemory({ kind: 'window', steps: 3 }), 4);
    for (let second = 0; second < 20; second++) memory.advance(second, step(square(second)));
    expect(memory.snapshotAt(20)?.visual).toMatchObject({ count: 3 });
    expect(memory.snapshotAt(20)?.visual.mean[0]).toBeCloseTo((289 + 324 + 361) / 3, 3);
    const nearest = memory.nearestKnownSecond(14);
    for (let second = nearest; second < 14; second++) memory.advance(second, step(square(second)));
    expect(memory.snapshotAt(14)?.visual.mean[0]).toBeCloseTo((121 + 144 + 169) / 3, 3);
  });

  test('sound decays by its own seconds, from window to window', () => {
    const memory = createCachedMemory(queriesMemory({ kind: 'decay', halfLifeSteps: 1 }));
    for (let second = 0; second < 10; second++) memory.advance(second, step(4, [8, 2, 6]));
    // Weights 1/4, 1/2, 1 of 8, 2, 6.
    expect(memory.snapshotAt(10)?.audio.count).toBeCloseTo(1.75, 9);
    expect(memory.snapshotAt(10)?.audio.mean[0]).toBeCloseTo((2 + 1 + 6) / 1.75, 5);
  });

  test('a second whose memory is not known cannot be advanced from', () => {
    expect(() => createCachedMemory(queriesMemory()).advance(1, step(1))).toThrow(RangeError);
  });
});
