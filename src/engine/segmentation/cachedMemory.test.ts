import { describe, expect, test } from 'vitest';
import { CUMULATIVE_MEAN } from '../../core/model/runningMean.ts';
import { createCachedMemory } from './cachedMemory.ts';

const WIDTH = 4;

const step = (value: number): Float32Array => new Float32Array(WIDTH).fill(value);

const square = (second: number): number => second * second;

describe('cached memory (eq. 3)', () => {
  test('C^1 is zero; then the mean of what came before, the step itself not among it', () => {
    const memory = createCachedMemory(WIDTH);
    expect(memory.snapshotAt(0)?.mean.every((value) => value === 0)).toBe(true);
    expect(memory.snapshotAt(0)?.count).toBe(0);
    [3, 9, 6].forEach((value, second) => memory.advance(second, step(value)));
    const means = [1, 2, 3].map((second) => memory.snapshotAt(second)?.mean[0]);
    expect(means).toEqual([3, 6, 6]); // 3/1, (3+9)/2, (3+9+6)/3
    expect(memory.snapshotAt(3)?.count).toBe(3);
    expect(memory.snapshotAt(3)?.mean.at(-1)).toBe(6);
    expect(memory.snapshotAt(4)).toBeUndefined();
  });

  test('an earlier second keeps the memory it saw', () => {
    const memory = createCachedMemory(WIDTH);
    memory.advance(0, step(4));
    const seen = memory.snapshotAt(1)?.mean;
    memory.advance(1, step(100));
    expect(memory.snapshotAt(1)?.mean).toBe(seen);
    expect(seen?.[0]).toBe(4);
  });

  test('thinned out, it still leads on, and a gap is gone over again to the same mean', () => {
    const memory = createCachedMemory(WIDTH, CUMULATIVE_MEAN, 4);
    for (let second = 0; second < 20; second++) {
      memory.advance(second, step(square(second)));
    }
    const mean20 = memory.snapshotAt(20)?.mean[0];
    expect(memory.snapshotAt(13)).toBeUndefined();
    const nearest = memory.nearestKnownSecond(13);
    expect(nearest).toBeGreaterThan(0);
    expect(nearest).toBeLessThan(13);
    for (let second = nearest; second < 20; second++) {
      memory.advance(second, step(square(second)));
    }
    expect(memory.snapshotAt(20)?.mean[0]).toBe(mean20);
    expect(mean20).toBeCloseTo(123.5, 3); // mean of 0, 1, 4 .. 361
  });

  test('a sliding window forgets, also where it was thinned out', () => {
    const memory = createCachedMemory(WIDTH, { kind: 'window', steps: 3 }, 4);
    for (let second = 0; second < 20; second++) memory.advance(second, step(square(second)));
    expect(memory.snapshotAt(20)).toMatchObject({ count: 3 });
    expect(memory.snapshotAt(20)?.mean[0]).toBeCloseTo((289 + 324 + 361) / 3, 3);
    const nearest = memory.nearestKnownSecond(14);
    for (let second = nearest; second < 14; second++) memory.advance(second, step(square(second)));
    expect(memory.snapshotAt(14)?.mean[0]).toBeCloseTo((121 + 144 + 169) / 3, 3);
  });

  test('a step decays from second to second', () => {
    const memory = createCachedMemory(WIDTH, { kind: 'decay', halfLifeSteps: 1 });
    [8, 2, 6].forEach((value, second) => memory.advance(second, step(value)));
    // Weights 1/4, 1/2, 1 of 8, 2, 6.
    expect(memory.snapshotAt(3)?.count).toBeCloseTo(1.75, 9);
    expect(memory.snapshotAt(3)?.mean[0]).toBeCloseTo((2 + 1 + 6) / 1.75, 5);
  });

  test('a second that cannot be decoded adds nothing', () => {
    const memory = createCachedMemory(WIDTH);
    memory.advance(0, step(4));
    memory.advance(1, null);
    expect(memory.snapshotAt(2)).toEqual(memory.snapshotAt(1));
  });

  test('a second whose memory is not known cannot be advanced from', () => {
    expect(() => createCachedMemory(WIDTH).advance(1, step(1))).toThrow(RangeError);
  });
});
