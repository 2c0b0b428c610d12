import { clamp } from '../util/math.ts';
import { simplifyOutline } from './simplifyOutline.ts';

/** One stroke of the brush, or one outline of the lasso, on one frame of an object. */
export type BrushStroke = {
  readonly frameIndex: number;
  readonly mode: 'add' | 'erase';
  /** Of the brush; share of the picture's width. An outline has none. */
  readonly radius: number;
  /** x and y in turn, in 1/STROKE_UNITS of the picture's width and height; at least one point. */
  readonly points: readonly number[];
  /** The points are the corners of a closed outline, and what it surrounds is painted. */
  readonly isOutline?: true;
  /** The frame that it was painted on, if it was propagated from there; else null. */
  readonly carriedFrom: number | null;
};

/** Coordinates are integers: a tenth of a pixel at a width of 1000, and short in a file. */
export const STROKE_UNITS = 10_000;

/** Fewer surround nothing. */
export const MIN_OUTLINE_CORNERS = 3;

export const BRUSH_LIMITS = {
  minRadius: 0.003,
  maxRadius: 0.15,
  /** Propagated strokes may leave the picture. */
  minCoordinate: -STROKE_UNITS,
  maxCoordinate: 2 * STROKE_UNITS,
  maxPointsPerStroke: 2048,
  maxStrokes: 20_000,
  maxPointsPerObject: 100_000,
} as const;

/** What an outline is stored with in the place of a radius, which older files must have. */
const OUTLINE_RADIUS = BRUSH_LIMITS.minRadius;
/** How far a stored outline may run from the drawn one: half a pixel at a width of 1000. */
const OUTLINE_TOLERANCE_UNITS = 5;

/**
 * The stroke of a lasso, with no more corners than it needs; null when it is flat.
 * @param points x and y in turn, in 1/{@link STROKE_UNITS} of the picture's width and height
 */
export const outlineStroke = (
  frameIndex: number,
  mode: BrushStroke['mode'],
  points: readonly number[],
): Omit<BrushStroke, 'carriedFrom'> | null => {
  let tolerance = OUTLINE_TOLERANCE_UNITS;
  let outline = simplifyOutline(points, tolerance);
  while (outline.length > 2 * BRUSH_LIMITS.maxPointsPerStroke) {
    tolerance *= 2;
    outline = simplifyOutline(points, tolerance);
  }
  return outline.length < 2 * MIN_OUTLINE_CORNERS
    ? null
    : { frameIndex, mode, radius: OUTLINE_RADIUS, points: outline, isOutline: true };
};

const NO_STROKES: readonly BrushStroke[] = [];
const groupedStrokes = new WeakMap<
  readonly BrushStroke[],
  ReadonlyMap<number, readonly BrushStroke[]>
>();

/** Strokes by frame index, cached by the list's identity. */
const groupByFrame = (
  strokes: readonly BrushStroke[],
): ReadonlyMap<number, readonly BrushStroke[]> => {
  const known = groupedStrokes.get(strokes);
  if (known) {
    return known;
  }
  const frames = new Map<number, BrushStroke[]>();
  for (const stroke of strokes) {
    const inFrame = frames.get(stroke.frameIndex);
    if (inFrame) {
      inFrame.push(stroke);
    } else {
      frames.set(stroke.frameIndex, [stroke]);
    }
  }
  groupedStrokes.set(strokes, frames);
  return frames;
};

/** In the order in which they were painted. */
export const strokesOfFrame = (
  strokes: readonly BrushStroke[],
  frameIndex: number,
): readonly BrushStroke[] => groupByFrame(strokes).get(frameIndex) ?? NO_STROKES;

/** Frames with strokes, ascending. */
export const framesWithStrokes = (strokes: readonly BrushStroke[]): readonly number[] =>
  Array.from(groupByFrame(strokes).keys()).toSorted((a, b) => a - b);

/** Those on frames outside of a range, whose ends belong to it. */
export const strokesOutside = (
  strokes: readonly BrushStroke[],
  { first, last }: { readonly first: number; readonly last: number },
): readonly BrushStroke[] =>
  strokes.filter(({ frameIndex }) => frameIndex < first || frameIndex > last);

/** A frame with an added stroke is `present`, whatever the model's presence. */
export const hasAddStroke = (strokes: readonly BrushStroke[], frameIndex: number): boolean =>
  strokesOfFrame(strokes, frameIndex).some(({ mode }) => mode === 'add');

export const countStrokePoints = (strokes: readonly BrushStroke[]): number =>
  strokes.reduce((sum, { points }) => sum + points.length / 2, 0);

const clampCoordinate = (value: number): number =>
  Math.round(clamp(value, BRUSH_LIMITS.minCoordinate, BRUSH_LIMITS.maxCoordinate));

/**
 * A stroke as it can be stored: within the coordinates of a file, and in pieces that are joined end to
 * end where it has more points than one stroke of a file.
 */
export const storableStrokes = (stroke: BrushStroke): readonly BrushStroke[] => {
  const points = stroke.points.map(clampCoordinate);
  const most = 2 * BRUSH_LIMITS.maxPointsPerStroke;
  const pieces: BrushStroke[] = [];
  // Each piece begins with the last point of the piece before it.
  for (let at = 0; at === 0 || at + 2 < points.length; at += most - 2) {
    pieces.push({ ...stroke, points: points.slice(at, at + most) });
  }
  return pieces;
};

/** Motion of a stroke's region to another frame: x becomes x * widthScale + right. */
type StrokeMotion = {
  readonly frameIndex: number;
  /** Shares of the picture's width and height. */
  readonly right: number;
  readonly down: number;
  readonly widthScale: number;
  readonly heightScale: number;
};

/** The stroke moved to another frame, and as much larger or smaller as what it lies on. */
export const moveStroke = (
  stroke: BrushStroke,
  { frameIndex, right, down, widthScale, heightScale }: StrokeMotion,
): BrushStroke => ({
  ...stroke,
  frameIndex,
  radius: clamp(
    stroke.radius * Math.sqrt(widthScale * heightScale),
    BRUSH_LIMITS.minRadius,
    BRUSH_LIMITS.maxRadius,
  ),
  points: stroke.points.map((value, index) =>
    clampCoordinate(
      index % 2 === 0
        ? value * widthScale + right * STROKE_UNITS
        : value * heightScale + down * STROKE_UNITS,
    ),
  ),
  carriedFrom: stroke.frameIndex,
});
