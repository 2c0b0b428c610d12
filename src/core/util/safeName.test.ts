import { expect, test } from 'vitest';
import { safeName } from './safeName.ts';

test.each([
  ['Holiday 2024 (final).mp4', 'Holiday-2024-final'],
  ['../../etc/passwd', 'etc-passwd'],
  ['.hidden.webm', 'hidden'],
  ['a\\b:c*?.mov', 'a-b-c'],
  ['犬と猫.mkv', '犬と猫'],
  ['CON.mp4', 'clip-CON'],
  ['???.mp4', 'clip'],
  ['', 'clip'],
])('%j becomes %j', (fileName, name) => {
  expect(safeName(fileName)).toBe(name);
});

test('is at most 60 characters and cuts none of them in half', () => {
  const name = safeName(`${'𝒜'.repeat(100)}.mp4`);
  expect(Array.from(name)).toHaveLength(60);
  expect(name.isWellFormed()).toBe(true);
});
