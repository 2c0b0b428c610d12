import { expect, test } from 'vitest';
import { clipFrameRate, formatSmpteTimecode, frameNumberAt } from './frameRate.ts';

const table = (framesPerSecond: number, frames = 300): number[] =>
  Array.from({ length: frames }, (_, index) => index / framesPerSecond);

test('a clip has the standard rate that its frames keep', () => {
  expect(clipFrameRate(table(25))).toMatchObject({ numerator: 25, denominator: 1, nominal: 25 });
  expect(clipFrameRate(table(30_000 / 1001))).toMatchObject({ nominal: 30, isDropFrame: true });
  expect(clipFrameRate(table(30))).toMatchObject({ nominal: 30, isDropFrame: false });
  expect(clipFrameRate(table(24_000 / 1001))).toMatchObject({ numerator: 24_000, nominal: 24 });
  expect(clipFrameRate(table(12.4))).toMatchObject({ numerator: 12, nominal: 12 });
  expect(clipFrameRate([0])).toMatchObject({ nominal: 25 });
});

test('timecode counts frames', () => {
  const rate = clipFrameRate(table(25));
  expect(formatSmpteTimecode(0, rate)).toBe('00:00:00:00');
  expect(formatSmpteTimecode(25 * 3661 + 7, rate)).toBe('01:01:01:07');
});

// Values of SMPTE ST 12-1: frame 1800 at 29.97 is one minute and two frames.
test.each([
  [1799, '00:00:59;29'],
  [1800, '00:01:00;02'],
  [17_981, '00:09:59;29'],
  [17_982, '00:10:00;00'],
  [107_892, '01:00:00;00'],
])('drop-frame timecode of frame %i is %s', (frameNumber, timecode) => {
  expect(formatSmpteTimecode(frameNumber, clipFrameRate(table(30_000 / 1001)))).toBe(timecode);
});

test('at 59.94 four numbers of a minute are dropped', () => {
  const rate = clipFrameRate(table(60_000 / 1001));
  expect(formatSmpteTimecode(3600, rate)).toBe('00:01:00;04');
  expect(formatSmpteTimecode(215_784, rate)).toBe('01:00:00;00');
});

test('a time is the frame that begins there', () => {
  expect(frameNumberAt(1.4, clipFrameRate(table(25)))).toBe(35);
  expect(frameNumberAt(60 * (1001 / 1000), clipFrameRate(table(30_000 / 1001)))).toBe(1800);
});
