import { expect, test } from 'vitest';
import {
  hasAddStroke,
  framesWithStrokes,
  strokesOfFrame,
  BRUSH_LIMITS,
  moveStroke,
  type BrushStroke,
} from './brushStroke.ts';
import { postprocessMask } from './postprocessMask.ts';
import { NO_POSTPROCESS } from './postprocessSettings.ts';
import { maskArea } from './maskStatistics.ts';
import { paintStrokes } from './paintStrokes.ts';

const stroke = (part: Partial<BrushStroke> = {}): BrushStroke => ({
  frameIndex: 4,
  mode: 'add',
  radius: 0.1,
  points: [5000, 5000],
  carriedFrom: null,
  ...part,
});
const empty = (width: number, height: number) => new Uint8Array(width * height);

test('a dab is a disc, a stroke the way of one, at any size', () => {
  for (const [width, height] of [
    [200, 100],
    [1000, 500],
  ] as const) {
    const radius = 0.1 * width;
    const dab = paintStrokes(empty(width, height), width, [stroke()]);
    expect(maskArea(dab) / (Math.PI * radius ** 2)).toBeCloseTo(1, 1);
    expect(dab[(height / 2) * width + width / 2]).toBe(1);
    const line = stroke({ points: [3000, 5000, 7000, 5000] });
    const area = maskArea(paintStrokes(empty(width, height), width, [line]));
    expect(area / (Math.PI * radius ** 2 + 0.4 * width * 2 * radius)).toBeCloseTo(1, 1);
  }
});

test('erasing takes away, in the order of the strokes; the mask given stays as it is', () => {
  const full = empty(100, 100).fill(1);
  const erased = paintStrokes(full, 100, [stroke({ mode: 'erase' })]);
  expect(erased[50 * 100 + 50]).toBe(0);
  expect(erased[0]).toBe(1);
  expect(full.every((value) => value === 1)).toBe(true);
  expect(paintStrokes(full, 100, [stroke({ mode: 'erase' }), stroke()])[50 * 100 + 50]).toBe(1);
});

test('what lies outside of the picture paints nothing and breaks nothing', () => {
  const outside = stroke({ points: [-9000, -9000, -8000, 20_000] });
  expect(maskArea(paintStrokes(empty(64, 48), 64, [outside]))).toBe(0);
});

test('strokes are painted on the finished mask: a small one is no speck', () => {
  const mask = empty(100, 100);
  mask.fill(1, 0, 4000);
  const finish = { ...NO_POSTPROCESS, dropSpecksShare: 0.05, growPixels: -3 };
  const dab = stroke({ points: [5000, 9000], radius: 0.03 });
  const painted = postprocessMask(mask, 100, finish, 1, [dab]).mask;
  expect(painted[90 * 100 + 50]).toBe(1);
  expect(painted[39 * 100 + 50]).toBe(0);
});

test('strokes are found by their frame', () => {
  const strokes = [stroke(), stroke({ frameIndex: 2, mode: 'erase' }), stroke()];
  expect(framesWithStrokes(strokes)).toEqual([2, 4]);
  expect(strokesOfFrame(strokes, 4)).toHaveLength(2);
  expect(strokesOfFrame(strokes, 4)).toBe(strokesOfFrame(strokes, 4));
  expect(hasAddStroke(strokes, 4)).toBe(true);
  expect(hasAddStroke(strokes, 2)).toBe(false);
});

test('a stroke that is moved grows with what it lies on, within the limits of the brush', () => {
  const painted = stroke({ frameIndex: 1, points: [5000, 2000] });
  const motion = { frameIndex: 4, right: 0.1, down: -0.05, widthScale: 0.5, heightScale: 2 };
  expect(moveStroke(painted, motion)).toEqual({
    ...painted,
    frameIndex: 4,
    points: [3500, 3500],
    carriedFrom: 1,
  });
  const grown = moveStroke(painted, { ...motion, widthScale: 4, heightScale: 4 });
  expect(grown.radius).toBe(BRUSH_LIMITS.maxRadius);
});
