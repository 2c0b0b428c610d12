import { expect, test } from 'vitest';
import { formatDuration } from './format.ts';

test.each([
  [0.2, 'about 1 s'],
  [89, 'about 89 s'],
  [200, 'about 3 min'],
  [89 * 60, 'about 89 min'],
  [102_300, 'about 28 h'],
])('%s s is %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});
