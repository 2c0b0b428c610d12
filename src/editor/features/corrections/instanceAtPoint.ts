import { boxArea } from '../../../core/mask/boxes.ts';
import type { Box } from '../../../core/mask/boxes.ts';
import type { PicturePoint } from './ToolLayer.tsx';

const isInBox = ([left, top, right, bottom]: Box, { x, y }: PicturePoint): boolean =>
  x >= left && x <= right && y >= top && y <= bottom;

/** Indices of the boxes that hold a point, the smallest first. */
export const boxesAtPoint = (boxes: readonly Box[], point: PicturePoint): readonly number[] =>
  Array.from(boxes.entries())
    .filter(([, box]) => isInBox(box, point))
    .toSorted(([, a], [, b]) => boxArea(a) - boxArea(b))
    .map(([index]) => index);

/** @param mask probabilities 0..255 of a square that the picture is stretched to. */
const isInMask = (mask: Uint8Array, { x, y }: PicturePoint): boolean => {
  const side = Math.sqrt(mask.length);
  const cell = (share: number): number => Math.min(side - 1, Math.max(0, Math.floor(share * side)));
  return (mask[cell(y) * side + cell(x)] ?? 0) > 127;
};

/**
 * The instance that a click at a point means: of the boxes there the smallest whose mask covers it.
 * One whose mask is not known yet counts as covering; where no mask covers it, the smallest box.
 */
export const instanceAtPoint = (
  boxes: readonly Box[],
  masks: ReadonlyMap<number, Uint8Array>,
  point: PicturePoint,
): number | null => {
  const candidates = boxesAtPoint(boxes, point);
  const covering = candidates.find((index) => {
    const mask = masks.get(index);
    return mask === undefined || isInMask(mask, point);
  });
  return covering ?? candidates[0] ?? null;
};
