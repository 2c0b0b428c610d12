import { expect, test } from 'vitest';
import type { ResultKey } from '../../protocol/requests.ts';
import { createResultStore } from './resultStore.ts';

const KEY: ResultKey = {
  clipId: 'clip',
  expression: 'the dog',
  bundle: 'lite@1.0.0',
  provider: 'wasm',
  switches: { sound: true, words: true, memory: true, modality: true },
};

test('a result belongs to its key, the rule of the memory among it', () => {
  const results = createResultStore();
  const published = results.open(KEY);
  expect(results.open({ ...KEY })).toBe(published);
  expect(results.open({ ...KEY, memoryRule: { kind: 'mean' } })).toBe(published);
  const ids = [
    published,
    results.open({ ...KEY, memoryRule: { kind: 'window', steps: 10 } }),
    results.open({ ...KEY, memoryRule: { kind: 'window', steps: 20 } }),
    results.open({ ...KEY, memoryRule: { kind: 'decay', halfLifeSteps: 10 } }),
    results.open({ ...KEY, switches: { ...KEY.switches, memory: false } }),
  ].map(({ id }) => id);
  expect(new Set(ids).size).toBe(5);
  expect(results.find(ids[2] ?? '')?.key.memoryRule).toEqual({ kind: 'window', steps: 20 });
});
