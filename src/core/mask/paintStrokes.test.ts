import { expect, test } from 'vitest';
import {
  hasAddStroke,
  framesWithStrokes,
  strokesOfFrame,
  BRUSH_LIMITS,
  moveStroke,
  outlineStroke,
  STROKE_UNITS,
  storableStrokes,
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

const outline = (...points: readonly number[]): BrushStroke =>
  stroke({ points, radius: BRUSH_LIMITS.minRadius, isOutline: true });

test('an outline paints what it surrounds: each pixel whose centre is inside', () => {
  // A triangle over half of the picture, larger on the right.
  const triangle = outline(0, 10_000, 10_000, 10_000, 10_000, 0);
  for (const [width, height] of [
    [100, 50],
    [200, 100],
  ] as const) {
    const painted = paintStrokes(empty(width, height), width, [triangle]);
    expect(maskArea(painted) / (width * height)).toBeCloseTo(0.5, 1);
    expect([painted[0], painted[width * height - 1]]).toEqual([0, 1]);
  }
  const square = outline(2000, 2000, 6000, 2000, 6000, 8000, 2000, 8000);
  expect(maskArea(paintStrokes(empty(10, 10), 10, [square]))).toBe(4 * 6);
  const erased = paintStrokes(empty(10, 10).fill(1), 10, [{ ...square, mode: 'erase' }]);
  expect(maskArea(erased)).toBe(100 - 24);
});

test('an outline that crosses itself or leaves the picture leaves no hole and breaks nothing', () => {
  const twice = [0, 0, 8000, 0, 8000, 8000, 0, 8000];
  expect(maskArea(paintStrokes(empty(10, 10), 10, [outline(...twice, ...twice)]))).toBe(64);
  const eight = outline(0, 0, 10_000, 10_000, 10_000, 0, 0, 10_000);
  const painted = paintStrokes(empty(100, 100), 100, [eight]);
  expect(maskArea(painted)).toBe(5000);
  const around = outline(-9000, -9000, 20_000, -9000, 20_000, 20_000, -9000, 20_000);
  expect(maskArea(paintStrokes(empty(8, 6), 8, [around]))).toBe(48);
  const beside = outline(-9000, 0, -1000, 0, -1000, 10_000);
  expect(maskArea(paintStrokes(empty(8, 6), 8, [beside]))).toBe(0);
});

test('the lasso keeps the corners that matter, and is nothing where it is flat', () => {
  const circle = Array.from({ length: 4000 }, (_, step) => {
    const angle = (2 * Math.PI * step) / 4000;
    return [5000 + 3000 * Math.cos(angle), 5000 + 3000 * Math.sin(angle)].map(Math.round);
  }).flat();
  const drawn = outlineStroke(2, 'erase', circle);
  expect(drawn).toMatchObject({ frameIndex: 2, mode: 'erase', isOutline: true });
  expect(drawn?.points.length).toBeLessThan(2 * 100);
  const area = maskArea(
    paintStrokes(empty(1000, 1000), 1000, [stroke({ ...drawn, mode: 'add', isOutline: true })]),
  );
  expect(area / (Math.PI * 300 ** 2)).toBeCloseTo(1, 2);
  expect(outlineStroke(2, 'add', [0, 0, 500, 1, 1000, 0])).toBeNull();
  expect(outlineStroke(2, 'add', [10, 10, 10, 10])).toBeNull();
  expect(outlineStroke(2, 'add', [10, 10])).toBeNull();
});

test('an outline is moved as strokes are', () => {
  const moved = moveStroke(outline(0, 0, 1000, 0, 0, 1000), {
    frameIndex: 5,
    right: 0.1,
    down: 0,
    widthScale: 2,
    heightScale: 1,
  });
  expect(moved).toMatchObject({ frameIndex: 5, isOutline: true, carriedFrom: 4 });
  expect(moved.points).toEqual([1000, 0, 3000, 0, 1000, 1000]);
});

test('a long stroke is stored in pieces that paint the same, one that leaves the screen within bounds', () => {
  const { maxPointsPerStroke, maxCoordinate } = BRUSH_LIMITS;
  const points = Array.from({ length: 2 * (2 * maxPointsPerStroke + 10) }, (_, place) =>
    place % 2 === 0 ? (2 * place) % STROKE_UNITS : place,
  );
  const long = stroke({ points, radius: 0.01 });
  const pieces = storableStrokes(long);
  expect(pieces).toHaveLength(3);
  expect(pieces.every((piece) => piece.points.length <= 2 * maxPointsPerStroke)).toBe(true);
  expect(paintStrokes(empty(100, 100), 100, pieces)).toEqual(
    paintStrokes(empty(100, 100), 100, [long]),
  );
  expect(storableStrokes(stroke({ points: [90_000, 5] }))[0]?.points).toEqual([maxCoordinate, 5]);
  for (const count of [1, 2, maxPointsPerStroke, maxPointsPerStroke + 1]) {
    const whole = stroke({ points: points.slice(0, 2 * count) });
    expect(storableStrokes(whole).at(-1)?.points.slice(-2)).toEqual(whole.points.slice(-2));
  }
  expect(storableStrokes(stroke({ points: points.slice(0, 2 * maxPointsPerStroke) }))).toHaveLength(
    1,
  );
});
