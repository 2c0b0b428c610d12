import { expect, test } from 'vitest';
import { formatTimecode, parseTimecode } from './timecode.ts';

test.each([
  [0, '0:00.00'],
  [0.29, '0:00.29'],
  [4.083, '0:04.08'],
  [59.999, '0:59.99'],
  [60, '1:00.00'],
  [720.5, '12:00.50'],
  [3723, '1:02:03.00'],
  [-1, '0:00.00'],
])('%d s is %s', (seconds, timecode) => {
  expect(formatTimecode(seconds)).toBe(timecode);
});

test.each([
  ['4.5', 4.5],
  [' 0:04.5 ', 4.5],
  ['1:02:03', 3723],
  ['75', 75],
  ['1:75', null],
  ['1:60:00', null],
  ['1:-3', null],
  ['', null],
  ['4,5', null],
  ['one', null],
])('"%s" is %s', (text, seconds) => {
  expect(parseTimecode(text)).toBe(seconds);
});
