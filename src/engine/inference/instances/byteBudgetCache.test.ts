import { expect, test } from 'vitest';
import { createByteBudgetCache } from './byteBudgetCache.ts';

const createCache = () =>
  createByteBudgetCache<string, Uint8Array>(10, ({ byteLength }) => byteLength);

test('what was not asked for longest goes first, until the rest fits', () => {
  const cache = createCache();
  for (const key of ['a', 'b', 'c']) {
    cache.set(key, new Uint8Array(3));
  }
  cache.get('a');
  cache.set('d', new Uint8Array(5));
  expect(['a', 'b', 'c', 'd'].filter((key) => cache.get(key))).toEqual(['a', 'd']);
  expect([cache.count, cache.bytes]).toEqual([2, 8]);
});

test('a known key takes the new value’s bytes alone', () => {
  const cache = createCache();
  cache.set('a', new Uint8Array(8));
  cache.set('a', new Uint8Array(9));
  expect([cache.count, cache.bytes]).toEqual([1, 9]);
  cache.clear();
  expect([cache.count, cache.bytes]).toEqual([0, 0]);
});

test('what is larger than the budget is not kept', () => {
  const cache = createCache();
  cache.set('a', new Uint8Array(11));
  expect([cache.get('a'), cache.bytes]).toEqual([undefined, 0]);
});
