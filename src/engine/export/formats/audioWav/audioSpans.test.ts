import { expect, test } from 'vitest';
import { splitSpan, audioSpans, totalSamples } from './audioSpans.ts';

const ptsSeconds = [0, 0.25, 0.5, 0.75, 1];
const clip = { ptsSeconds, range: [0, 4] as const, endSeconds: 1.25, sampleRate: 1000 };
const isThere = (frameIndex: number): boolean => [1, 2, 4].includes(frameIndex);

test('audio begins with the first frame of an object and ends with the next one without it', () => {
  expect(audioSpans({ ...clip, isPresent: isThere, gaps: 'silence' })).toEqual([
    { startSample: 0, endSample: 250, isAudible: false },
    { startSample: 250, endSample: 750, isAudible: true },
    { startSample: 750, endSample: 1000, isAudible: false },
    { startSample: 1000, endSample: 1250, isAudible: true },
  ]);
});

test('without gaps the moments follow one another', () => {
  const spans = audioSpans({ ...clip, isPresent: isThere, gaps: 'cut' });
  expect(spans.map(({ startSample }) => startSample)).toEqual([250, 1000]);
  expect(totalSamples(spans)).toBe(750);
});

test('a range is all that is taken', () => {
  const spans = audioSpans({
    ...clip,
    range: [2, 3],
    endSeconds: 1,
    isPresent: isThere,
    gaps: 'silence',
  });
  expect(spans).toEqual([
    { startSample: 500, endSample: 750, isAudible: true },
    { startSample: 750, endSample: 1000, isAudible: false },
  ]);
});

test('blocks cover a span without gap, and know its ends', () => {
  const blocks = splitSpan({ startSample: 10, endSample: 35, isAudible: true }, 10);
  expect(blocks.map(({ startSample, endSample }) => [startSample, endSample])).toEqual([
    [10, 20],
    [20, 30],
    [30, 35],
  ]);
  expect(blocks.map(({ isStart, isEnd }) => [isStart, isEnd])).toEqual([
    [true, false],
    [false, false],
    [false, true],
  ]);
});
