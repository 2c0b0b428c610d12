/** Left, top, right, bottom; in 0..1 of the frame unless said otherwise. */
export type Box = readonly [left: number, top: number, right: number, bottom: number];

/** @param boxes [n, 4] */
export const boxAt = (boxes: Float32Array, row: number): Box => {
  const start = row * 4;
  return [boxes[start] ?? 0, boxes[start + 1] ?? 0, boxes[start + 2] ?? 0, boxes[start + 3] ?? 0];
};

/** @param boxes [n, 4] */
export const boxList = (boxes: Float32Array): Box[] =>
  Array.from({ length: boxes.length / 4 }, (_, row) => boxAt(boxes, row));

/** 0 for a box whose corners are out of order. */
export const boxArea = ([left, top, right, bottom]: Box): number =>
  Math.max(0, right - left) * Math.max(0, bottom - top);

/** Smaller unions than this are no area to divide by. */
const MIN_UNION = 1e-9;

const sharedArea = (a: Box, b: Box): number =>
  boxArea([Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])]);

/** Intersection over union, 0..1. */
export const boxIou = (a: Box, b: Box): number => {
  const shared = sharedArea(a, b);
  return shared / Math.max(MIN_UNION, boxArea(a) + boxArea(b) - shared);
};

/** Intersection over the smaller area, 0..1: 1 where one lies within the other. */
export const boxContainment = (a: Box, b: Box): number =>
  sharedArea(a, b) / Math.max(MIN_UNION, Math.min(boxArea(a), boxArea(b)));
