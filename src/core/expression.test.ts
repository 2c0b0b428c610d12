import { expect, test } from 'vitest';
import { MAX_EXPRESSION_LENGTH, normalizeExpression, parseExpression } from './expression.ts';

test('one spelling for one sentence', () => {
  expect(normalizeExpression('  the \t dog\n that  barks ')).toBe('the dog that barks');
  expect(normalizeExpression('cafe\u0301')).toBe('caf\u00e9');
  expect(normalizeExpression('a\u0000b')).toBe('a b');
});

test.each(['', '   ', '\n\t'])('refuses an expression without words: %j', (text) => {
  expect(() => parseExpression(text)).toThrow(
    expect.objectContaining({ kind: 'empty-expression' }),
  );
});

test('refuses 300 words and says how long they are', () => {
  const text = 'sounding '.repeat(300);
  expect(() => parseExpression(text)).toThrow(
    expect.objectContaining({
      kind: 'long-expression',
      facts: { length: 300 * 9 - 1, limit: MAX_EXPRESSION_LENGTH },
    }),
  );
  expect(parseExpression('a'.repeat(MAX_EXPRESSION_LENGTH))).toHaveLength(MAX_EXPRESSION_LENGTH);
});
