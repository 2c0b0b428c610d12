import { describe, expect, test } from 'vitest';
import type { FrameMask, ResultKey } from '../../protocol/requests.ts';
import { createMaskStore } from './maskStore.ts';
import { createResultStore } from './resultStore.ts';

const mask = (frameIndex: number, presence: number, fill = 0): FrameMask => ({
  frameIndex,
  presence,
  cueWeights: { sound: 0.5, sight: 0.3, words: 0.2 },
  objectScores: [presence],
  maskWidth: 96,
  maskHeight: 96,
  probability: Uint8Array.from({ length: 96 * 96 }, (_, index) => (index * fill) % 256),
});

describe('mask store', () => {
  test('gives back what was put, byte by byte, and null for what was not', async () => {
    const store = createMaskStore();
    const given = mask(7, 0.8, 37);
    await store.put(given);
    expect(await store.get(7)).toEqual(given);
    expect(await store.get(8)).toBe(null);
    expect(store.has(7)).toBe(true);
    expect(store.header(8)).toBeUndefined();
  });

  test('gives what was put last, also of a frame that was read before', async () => {
    const store = createMaskStore();
    await store.put(mask(7, 0.8, 37));
    await store.get(7);
    const newer = mask(7, 0.9, 11);
    await store.put(newer);
    expect(await store.get(7)).toEqual(newer);
  });

  test('keeps masks small, counts them once and knows the best', async () => {
    const store = createMaskStore();
    await store.put(mask(1, 0.2));
    const bytes = store.bytes;
    expect(bytes).toBeLessThan(100);
    await store.put(mask(1, 0.2));
    expect(store.bytes).toBe(bytes);
    await store.put(mask(2, 0.9));
    await store.put(mask(3, 0.4));
    expect(store.count).toBe(3);
    expect(store.best).toMatchObject({ frameIndex: 2, presence: 0.9 });
  });
});

describe('result store', () => {
  const key: ResultKey = {
    clipId: 'clip',
    expression: 'the dog',
    bundle: 'lite@0.1.0',
    provider: 'wasm',
    switches: { sound: true, words: true, memory: true, modality: true },
  };

  test('one result a key; any part of the key makes another', () => {
    const store = createResultStore();
    const first = store.open(key);
    expect(store.open({ ...key, switches: { ...key.switches } })).toBe(first);
    const others = [
      { ...key, clipId: 'other' },
      { ...key, expression: 'the cat' },
      { ...key, bundle: 'lite@0.2.0' },
      { ...key, provider: 'webgpu' as const },
      { ...key, switches: { ...key.switches, sound: false } },
    ].map((other) => store.open(other).id);
    expect(new Set([first.id, ...others]).size).toBe(6);
    expect(store.find(first.id)).toBe(first);
    expect(store.find('result-99')).toBeUndefined();
  });

  test('the result used longest ago is forgotten first', () => {
    const store = createResultStore();
    const opened = Array.from({ length: 32 }, (_, n) => store.open({ ...key, expression: `${n}` }));
    store.open(key);
    expect(store.find(opened[0]!.id)).toBeUndefined();
    store.open({ ...key, expression: '1' });
    store.open({ ...key, expression: 'one more' });
    expect(store.find(opened[1]!.id)).toBe(opened[1]);
    expect(store.find(opened[2]!.id)).toBeUndefined();
  });
});
