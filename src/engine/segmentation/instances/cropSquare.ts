import type { Box } from '../../../core/mask/boxes.ts';

/**
 * The square of the frame that a crop shows. The Python twins are `crop_square` and `box_in_square`
 * of `models/earmark/data/mask_crops.py`.
 */

export type FrameSize = { readonly width: number; readonly height: number };
/** In whole pixels of the frame; parts may lie beyond it. */
export type Square = { readonly left: number; readonly top: number; readonly side: number };
/** In whole pixels of the frame. */
export type PixelRectangle = FrameSize & { readonly left: number; readonly top: number };

/** Halves go to the even neighbour, as Python rounds. */
const roundHalfToEven = (value: number): number => {
  const rounded = Math.round(value);
  return Math.abs(value % 1) === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
};

/**
 * The square around the middle of a box whose side is `context` times the box's longer side.
 * @param box in 0..1 of the frame
 * @throws RangeError when a side of the box is not a number.
 */
export const cropSquare = (box: Box, { width, height }: FrameSize, context: number): Square => {
  const [left, top, right, bottom] = toPixels(box, { width, height });
  const side = Math.max(1, roundHalfToEven(context * Math.max(right - left, bottom - top)));
  const square = {
    left: roundHalfToEven((left + right - side) / 2),
    top: roundHalfToEven((top + bottom - side) / 2),
    side,
  };
  if (!Object.values(square).every((value) => Number.isSafeInteger(value))) {
    throw new RangeError(`The box ${box.join(', ')} has no square.`);
  }
  return square;
};

/** @param box in 0..1 of the frame @returns the box in 0..1 of the square */
export const boxInSquare = (box: Box, size: FrameSize, square: Square): Box => {
  const [left, top, right, bottom] = toPixels(box, size);
  return [
    (left - square.left) / square.side,
    (top - square.top) / square.side,
    (right - square.left) / square.side,
    (bottom - square.top) / square.side,
  ];
};

/** The part of the square that the frame has: all that has to be read of it. Null without any. */
export const visiblePart = (
  { left, top, side }: Square,
  { width, height }: FrameSize,
): PixelRectangle | null => {
  const first = { left: Math.max(0, left), top: Math.max(0, top) };
  const part = {
    ...first,
    width: Math.min(width, left + side) - first.left,
    height: Math.min(height, top + side) - first.top,
  };
  return part.width > 0 && part.height > 0 ? part : null;
};

const toPixels = ([left, top, right, bottom]: Box, { width, height }: FrameSize): Box => [
  left * width,
  top * height,
  right * width,
  bottom * height,
];
