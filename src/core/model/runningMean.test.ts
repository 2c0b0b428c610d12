import { expect, test } from 'vitest';
import { updateRunningMean, emptyRunningMean } from './runningMean.ts';
import type { RunningMean } from './runningMean.ts';

/** What cue_fusion does with the memory, eq. 2 with beta = 1: Q = 2 F - C. */
const amplify = (values: Float32Array, memory: RunningMean): number[] =>
  Array.from(values, (value, index) => 2 * value - memory.mean[index]!);

test('eq. 2 and 3 over four steps, worked by hand', () => {
  const steps = [
    Float32Array.of(2, -4),
    Float32Array.of(6, 0),
    Float32Array.of(1, 10),
    Float32Array.of(3, 2),
  ];
  // C^1 = 0; C^2 = F^1; C^3 = (F^1 + F^2) / 2; C^4 = (F^1 + F^2 + F^3) / 3.
  const means = [
    [0, 0],
    [2, -4],
    [4, -2],
    [3, 2],
  ];
  const queries = [
    [4, -8],
    [10, 4],
    [-2, 22],
    [3, 2],
  ];
  let memory = emptyRunningMean(2);
  steps.forEach((values, index) => {
    expect([...memory.mean]).toEqual(means[index]);
    expect(memory.count).toBe(index);
    expect(amplify(values, memory)).toEqual(queries[index]);
    memory = updateRunningMean(memory, values);
  });
});

test('leaves the memory given to it unchanged', () => {
  const before = updateRunningMean(emptyRunningMean(1), Float32Array.of(5));
  updateRunningMean(before, Float32Array.of(100));
  expect(before).toMatchObject({ mean: Float32Array.of(5), count: 1 });
});

test('stays the mean over an hour of seconds', () => {
  let memory = emptyRunningMean(1);
  for (let second = 0; second < 3600; second++) {
    memory = updateRunningMean(memory, Float32Array.of(second % 2 === 0 ? 3 : 1));
  }
  expect(memory.mean[0]).toBeCloseTo(2, 4);
});

test('refuses values of another length', () => {
  expect(() => updateRunningMean(emptyRunningMean(2), new Float32Array(3))).toThrow(RangeError);
});

test('a sliding window is the mean of the last steps', () => {
  const rule = { kind: 'window', steps: 2 } as const;
  let memory = emptyRunningMean(1);
  const means = [4, 8, 2, 10].map((value) => {
    memory = updateRunningMean(memory, Float32Array.of(value), rule);
    return [memory.mean[0], memory.count];
  });
  expect(means).toEqual([
    [4, 1],
    [6, 2],
    [5, 2],
    [6, 2],
  ]);
});

test('under decay a step weighs half after the half-life', () => {
  const rule = { kind: 'decay', halfLifeSteps: 2 } as const;
  let memory = emptyRunningMean(1);
  for (const value of [8, 0, 4]) memory = updateRunningMean(memory, Float32Array.of(value), rule);
  // Weights 1/2, 1/sqrt(2), 1: (4 + 0 + 4) / 2.2071
  expect(memory.count).toBeCloseTo(1.5 + Math.SQRT1_2, 6);
  expect(memory.mean[0]).toBeCloseTo(8 / (1.5 + Math.SQRT1_2), 5);
  // A long half-life is the plain mean.
  let slow = emptyRunningMean(1);
  for (const value of [8, 0, 4]) {
    slow = updateRunningMean(slow, Float32Array.of(value), { kind: 'decay', halfLifeSteps: 1e9 });
  }
  expect(slow.mean[0]).toBeCloseTo(4, 5);
});
