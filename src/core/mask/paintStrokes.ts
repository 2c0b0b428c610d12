import { STROKE_UNITS, type BrushStroke } from './brushStroke.ts';
import { fillOutline } from './fillOutline.ts';

type Point = { readonly x: number; readonly y: number };

/** A thinner brush would miss pixel centres. */
const MIN_RADIUS_PIXELS = 0.75;

/** x at which the segment from a to b crosses the row y; null when it does not. */
const rowCrossing = (a: Point, b: Point, y: number): number | null =>
  Math.min(a.y, b.y) <= y && y <= Math.max(a.y, b.y) && a.y !== b.y
    ? a.x + ((b.x - a.x) * (y - a.y)) / (b.y - a.y)
    : null;

/** The interval of the row y covered by a disc swept from a to b (a capsule); null for none. */
const rowSpan = (
  a: Point,
  b: Point,
  radius: number,
  y: number,
): readonly [number, number] | null => {
  const stops: number[] = [];
  for (const end of [a, b]) {
    const square = radius * radius - (y - end.y) ** 2;
    if (square >= 0) {
      stops.push(end.x - Math.sqrt(square), end.x + Math.sqrt(square));
    }
  }
  const length = Math.hypot(b.x - a.x, b.y - a.y);
  if (length > 0) {
    const across = { x: (-(b.y - a.y) / length) * radius, y: ((b.x - a.x) / length) * radius };
    const corners = [
      { x: a.x + across.x, y: a.y + across.y },
      { x: b.x + across.x, y: b.y + across.y },
      { x: b.x - across.x, y: b.y - across.y },
      { x: a.x - across.x, y: a.y - across.y },
    ];
    for (const [index, corner] of corners.entries()) {
      const x = rowCrossing(corner, corners[(index + 1) % corners.length] ?? corner, y);
      if (x !== null) {
        stops.push(x);
      }
    }
  }
  return stops.length === 0 ? null : [Math.min(...stops), Math.max(...stops)];
};

const paintStroke = (
  mask: Uint8Array,
  width: number,
  { mode, radius, points, isOutline }: BrushStroke,
): void => {
  const height = mask.length / width;
  const value = mode === 'add' ? 1 : 0;
  if (isOutline === true) {
    const corners = points.map(
      (unit, place) => (unit * (place % 2 === 0 ? width : height)) / STROKE_UNITS,
    );
    fillOutline(mask, width, corners, value);
    return;
  }
  const radiusPixels = Math.max(MIN_RADIUS_PIXELS, radius * width);
  const pointAt = (index: number): Point => ({
    x: ((points[2 * index] ?? 0) * width) / STROKE_UNITS,
    y: ((points[2 * index + 1] ?? 0) * height) / STROKE_UNITS,
  });
  const count = points.length / 2;
  for (let index = 0; index < count; index++) {
    const a = pointAt(index);
    const b = pointAt(Math.min(index + 1, count - 1));
    const top = Math.max(0, Math.floor(Math.min(a.y, b.y) - radiusPixels));
    const bottom = Math.min(height - 1, Math.ceil(Math.max(a.y, b.y) + radiusPixels));
    for (let row = top; row <= bottom; row++) {
      // A pixel is painted when its centre is.
      const span = rowSpan(a, b, radiusPixels, row + 0.5);
      if (span) {
        const start = Math.max(0, Math.ceil(span[0] - 0.5));
        const end = Math.min(width, Math.floor(span[1] - 0.5) + 1);
        if (start < end) {
          mask.fill(value, row * width + start, row * width + end);
        }
      }
    }
  }
};

/** A copy of the mask with the strokes painted in their order; the mask itself without strokes. */
export const paintStrokes = (
  mask: Uint8Array<ArrayBuffer>,
  width: number,
  strokes: readonly BrushStroke[],
): Uint8Array<ArrayBuffer> => {
  if (strokes.length === 0) {
    return mask;
  }
  const painted = mask.slice();
  for (const stroke of strokes) {
    paintStroke(painted, width, stroke);
  }
  return painted;
};
