import { expect, test } from 'vitest';
import { seekLatencies, percentilesOf } from './drag.ts';

test('a move is answered by its own frame or a later move’s, never by an older one', () => {
  const moves = [
    { at: 0, frame: 10 },
    { at: 40, frame: 20 },
    { at: 80, frame: 30 },
  ];
  const paints = [
    { at: 50, frame: 10 },
    { at: 130, frame: 30 },
  ];
  // Frame 10 comes after the second move, but nobody asked for it any more.
  expect(seekLatencies({ moves, paints })).toEqual([50, 90, 50]);
});

test('median and the value that nineteen of twenty do not pass', () => {
  const values = Array.from({ length: 100 }, (_, index) => index + 1);
  expect(percentilesOf(values)).toEqual({ median: 51, p95: 96, count: 100 });
});

const isBeside = (paint: { frame: number }, frame: number) => Math.abs(paint.frame - frame) < 2;

test('a frame that only a move to come will ask for answers nothing yet', () => {
  const moves = [
    { at: 0, frame: 10 },
    { at: 100, frame: 20 },
  ];
  const paints = [
    { at: 50, frame: 20 },
    { at: 150, frame: 21 },
  ];
  expect(seekLatencies({ moves, paints })).toEqual([]);
  expect(seekLatencies({ moves, paints }, isBeside)).toEqual([150, 50]);
});
