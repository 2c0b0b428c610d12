/** One stroke of the brush on one frame of an object. */
export type BrushStroke = {
  readonly frameIndex: number;
  readonly mode: 'add' | 'erase';
  /** Share of the picture's width. */
  readonly radius: number;
  /** x and y in turn, in STROKE_UNITS of the picture's width and height; at least one point. */
  readonly points: readonly number[];
  /** The frame it was painted on, where it was carried from there to this one. */
  readonly carriedFrom: number | null;
};

/** Points of a stroke are whole numbers: a tenth of a pixel of 1000, and short in a file. */
export const STROKE_UNITS = 10_000;

export const BRUSH_LIMITS = {
  leastRadius: 0.003,
  mostRadius: 0.15,
  /** Coordinates of a stroke: what is carried along may leave the picture. */
  leastPoint: -STROKE_UNITS,
  mostPoint: 2 * STROKE_UNITS,
  mostPointsAStroke: 2048,
  mostStrokes: 20_000,
  mostPointsAnObject: 100_000,
} as const;

const NO_STROKES: readonly BrushStroke[] = [];
const framesOf = new WeakMap<readonly BrushStroke[], ReadonlyMap<number, readonly BrushStroke[]>>();

/** An object's strokes by frame; the same list gives the same lists again. */
const byFrame = (strokes: readonly BrushStroke[]): ReadonlyMap<number, readonly BrushStroke[]> => {
  const known = framesOf.get(strokes);
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
  framesOf.set(strokes, frames);
  return frames;
};

/** In the order in which they were painted. */
export const strokesIn = (
  strokes: readonly BrushStroke[],
  frameIndex: number,
): readonly BrushStroke[] => byFrame(strokes).get(frameIndex) ?? NO_STROKES;

/** Frames with strokes, ascending. */
export const strokeFrames = (strokes: readonly BrushStroke[]): readonly number[] =>
  Array.from(byFrame(strokes).keys()).toSorted((a, b) => a - b);

/** Whatever the model says: where a person paints a thing, it is there. */
export const isPaintedIn = (strokes: readonly BrushStroke[], frameIndex: number): boolean =>
  strokesIn(strokes, frameIndex).some(({ mode }) => mode === 'add');
