import { expect, test } from 'vitest';
import { playbackSpan } from './playbackSpan.ts';

const clip = { frameCount: 421, range: { first: 30, last: 50 }, isLooping: false };
const spanFrom = (playheadFrameIndex: number, isLooping = false): readonly [number, number] => {
  const { from, last } = playbackSpan({ ...clip, playheadFrameIndex, isLooping });
  return [from, last];
};

test('playback ends at Out, and starts again at In', () => {
  expect(spanFrom(30)).toEqual([30, 50]);
  expect(spanFrom(49)).toEqual([49, 50]);
  expect(spanFrom(50)).toEqual([30, 50]);
  expect(spanFrom(3)).toEqual([3, 50]);
});

test('behind Out it plays on to the end of the clip', () => {
  expect(spanFrom(80)).toEqual([80, 420]);
  expect(spanFrom(420)).toEqual([30, 50]);
});

test('a loop stays within In and Out', () => {
  expect([spanFrom(30, true), spanFrom(80, true), spanFrom(3, true)]).toEqual([
    [30, 50],
    [30, 50],
    [30, 50],
  ]);
});

test('without In and Out it is the whole clip, from its beginning at the end', () => {
  const whole = { frameCount: 10, range: null, isLooping: false };
  expect(playbackSpan({ ...whole, playheadFrameIndex: 4 })).toEqual({ from: 4, last: 9 });
  expect(playbackSpan({ ...whole, playheadFrameIndex: 9 })).toEqual({ from: 0, last: 9 });
});
