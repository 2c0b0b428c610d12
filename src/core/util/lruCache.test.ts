import { expect, test } from 'vitest';
import { createLruCache } from './lruCache.ts';

test('what was not asked for longest goes first', () => {
  const cache = createLruCache<string, number>(2);
  cache.set('a', 1);
  cache.set('b', 2);
  expect(cache.get('a')).toBe(1);
  cache.set('c', 3);
  expect(cache.get('b')).toBeUndefined();
  expect(cache.get('a')).toBe(1);
  expect(cache.get('c')).toBe(3);
});

test('setting a known key neither grows the cache nor drops another', () => {
  const cache = createLruCache<string, number>(2);
  cache.set('a', 1);
  cache.set('b', 2);
  cache.set('a', 4);
  expect(cache.get('a')).toBe(4);
  expect(cache.get('b')).toBe(2);
});
