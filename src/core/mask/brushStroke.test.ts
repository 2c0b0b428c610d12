import { expect, test } from 'vitest';
import { strokesOutside, type BrushStroke } from './brushStroke.ts';

const strokeOn = (frameIndex: number): BrushStroke => ({
  frameIndex,
  carriedFrom: null,
  mode: 'add',
  radius: 0.1,
  points: [0, 0],
});

test('strokes outside of a range stay; both of its ends belong to it', () => {
  const strokes = [1, 5, 6, 9, 12].map(strokeOn);
  const left = strokesOutside(strokes, { first: 5, last: 9 });
  expect(left.map(({ frameIndex }) => frameIndex)).toEqual([1, 12]);
});
