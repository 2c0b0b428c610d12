import { describe, expect, test } from 'vitest';
import { formatFileName, isNamePattern } from './namePattern.ts';

const parts = { clip: 'meadow', object: 'the-dog', frame: 7, number: 12 };

describe('a name pattern', () => {
  test.each([
    ['{frame}', '00007'],
    ['{clip}_{object}.{frame:4}', 'meadow_the-dog.0007'],
    ['shot 3 {number:3}', 'shot 3 012'],
    ['{number:1}', '12'],
    ['Bär-{frame}', 'Bär-00007'],
  ])('%s gives %s', (pattern, name) => {
    expect(isNamePattern(pattern)).toBe(true);
    expect(formatFileName(pattern, parts)).toBe(name);
  });

  test.each([
    ['', 'empty'],
    ['{clip}', 'one name for all files'],
    ['../{frame}', 'a way out of the folder'],
    ['a/{frame}', 'a folder'],
    ['{frame}{what}', 'an unknown field'],
    ['{frame:0}', 'no digits'],
    ['{frame}.', 'an end that Windows drops'],
    [' {frame}', 'a space at its beginning'],
    ['{frame}\u0000', 'a control character'],
    [`{frame}${'a'.repeat(80)}`, 'too long'],
  ])('is not %j: %s', (pattern) => {
    expect(isNamePattern(pattern)).toBe(false);
  });
});
