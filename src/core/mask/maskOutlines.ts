import { simplifyOutline, type Outline } from './simplifyOutline.ts';

type Direction = 0 | 1 | 2 | 3;
const [RIGHT, DOWN, LEFT, UP]: readonly [Direction, Direction, Direction, Direction] = [0, 1, 2, 3];
const STEP_X = [1, 0, -1, 0] as const;
const STEP_Y = [0, 1, 0, -1] as const;
/** Column and row of the pixels ahead of a corner, on the right hand and on the left hand. */
const AHEAD_RIGHT = [
  [0, 0],
  [-1, 0],
  [-1, -1],
  [0, -1],
] as const;
const AHEAD_LEFT = [
  [0, -1],
  [0, 0],
  [-1, 0],
  [-1, -1],
] as const;

/** Twice the area of a polygon; negative where the inside is on the left hand: a hole. */
const doubledArea = (outline: Outline): number => {
  let sum = 0;
  for (let at = 0; at < outline.length; at += 2) {
    const [x, y] = [outline[at] ?? 0, outline[at + 1] ?? 0];
    const next = (at + 2) % outline.length;
    sum += x * (outline[next + 1] ?? 0) - y * (outline[next] ?? 0);
  }
  return sum;
};

/**
 * Follows the pixels' edges from the top edge of a pixel, the mask on the right hand. Where two
 * pixels touch by a corner it turns, so that no outline crosses itself.
 */
const traceOutline = (
  mask: Uint8Array,
  width: number,
  startX: number,
  startY: number,
  isTopTraced: Uint8Array,
): number[] => {
  const height = mask.length / width;
  const isInside = (x: number, y: number): boolean =>
    x >= 0 && x < width && y >= 0 && y < height && mask[y * width + x] !== 0;
  const corners: number[] = [];
  let [x, y] = [startX, startY];
  let direction: Direction = RIGHT;
  do {
    if (direction === RIGHT) {
      isTopTraced[y * width + x] = 1;
    }
    x += STEP_X[direction];
    y += STEP_Y[direction];
    const [rightX, rightY] = AHEAD_RIGHT[direction];
    const [leftX, leftY] = AHEAD_LEFT[direction];
    if (!isInside(x + rightX, y + rightY)) {
      corners.push(x, y);
      direction = TURNED_RIGHT[direction];
    } else if (isInside(x + leftX, y + leftY)) {
      corners.push(x, y);
      direction = TURNED_LEFT[direction];
    }
  } while (x !== startX || y !== startY || direction !== RIGHT);
  return corners;
};
const TURNED_RIGHT = [DOWN, LEFT, UP, RIGHT] as const;
const TURNED_LEFT = [UP, RIGHT, DOWN, LEFT] as const;

/**
 * Outer outlines of a mask's parts (4-connected), the largest first; holes are filled.
 * @param mask zeros and ones, row by row.
 * @param tolerancePixels how far an outline may run from the pixels' edges; 0 keeps every corner.
 */
export const maskOutlines = (
  mask: Uint8Array,
  width: number,
  tolerancePixels: number,
): readonly Outline[] => {
  const isTopTraced = new Uint8Array(mask.length);
  const found: { outline: Outline; area: number }[] = [];
  for (let at = mask.indexOf(1); at !== -1; at = mask.indexOf(1, at + 1)) {
    const isTop = at < width || mask[at - width] === 0;
    if (isTop && isTopTraced[at] === 0) {
      const outline = traceOutline(mask, width, at % width, Math.floor(at / width), isTopTraced);
      const area = doubledArea(outline);
      if (area > 0) {
        const simplified = simplifyOutline(outline, tolerancePixels);
        found.push({ outline: simplified.length < 6 ? outline : simplified, area });
      }
    }
  }
  return found.toSorted((a, b) => b.area - a.area).map(({ outline }) => outline);
};

/** Joins two outlines by a line that runs there and back between their nearest corners. */
const joinTwo = (outline: Outline, other: Outline): Outline => {
  let nearest = { at: 0, otherAt: 0, distance: Infinity };
  for (let at = 0; at < outline.length; at += 2) {
    for (let otherAt = 0; otherAt < other.length; otherAt += 2) {
      const distance = Math.hypot(
        (outline[at] ?? 0) - (other[otherAt] ?? 0),
        (outline[at + 1] ?? 0) - (other[otherAt + 1] ?? 0),
      );
      if (distance < nearest.distance) {
        nearest = { at, otherAt, distance };
      }
    }
  }
  const { at, otherAt } = nearest;
  return [
    ...outline.slice(0, at + 2),
    ...other.slice(otherAt),
    ...other.slice(0, otherAt + 2),
    ...outline.slice(at),
  ];
};

/**
 * One polygon of all of them, for formats that hold one polygon an object; null without any. Joined
 * as Ultralytics' converter joins the parts of COCO.
 */
export const joinOutlines = (outlines: readonly Outline[]): Outline | null => {
  const [first, ...others] = outlines;
  return first === undefined ? null : others.reduce(joinTwo, first);
};
