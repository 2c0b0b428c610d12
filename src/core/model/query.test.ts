import { expect, test } from 'vitest';
import { MAX_QUERY_LENGTH } from '../limits.ts';
import { normalizeQuery, parseQuery } from './query.ts';

test('one spelling for one sentence', () => {
  expect(normalizeQuery('  the \t dog\n that  barks ')).toBe('the dog that barks');
  expect(normalizeQuery('cafe\u0301')).toBe('caf\u00e9');
  expect(normalizeQuery('a\u0000b')).toBe('a b');
});

test.each(['', '   ', '\n\t'])('refuses an expression without words: %j', (text) => {
  expect(() => parseQuery(text)).toThrow(expect.objectContaining({ kind: 'empty-expression' }));
});

test('refuses 300 words and says how long they are', () => {
  const text = 'sounding '.repeat(300);
  expect(() => parseQuery(text)).toThrow(
    expect.objectContaining({
      kind: 'long-expression',
      facts: { length: 300 * 9 - 1, limit: MAX_QUERY_LENGTH },
    }),
  );
  expect(parseQuery('a'.repeat(MAX_QUERY_LENGTH))).toHaveLength(MAX_QUERY_LENGTH);
});
