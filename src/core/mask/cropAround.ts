import { clamp } from '../util/math.ts';
import type { MaskBounds } from './maskStatistics.ts';

type CropOptions = {
  /** Width by height. */
  readonly aspect: number;
  /** Room around the thing on each side, as a share of its own size. */
  readonly margin: number;
};

/**
 * The smallest crop of a shape that holds a thing with some room around it, inside the picture. A
 * thing that is larger than the largest crop is cut at its sides.
 * @param bounds null: the middle of the picture.
 */
export const cropAround = (
  bounds: MaskBounds | null,
  picture: { readonly width: number; readonly height: number },
  { aspect, margin }: CropOptions,
): MaskBounds => {
  const box = bounds ?? { left: 0, top: 0, ...picture };
  const room = 1 + 2 * margin;
  const wanted = Math.max(box.width * room, box.height * room * aspect);
  const width = Math.min(picture.width, picture.height * aspect, wanted);
  const height = width / aspect;
  const left = box.left + box.width / 2 - width / 2;
  const top = box.top + box.height / 2 - height / 2;
  return {
    left: clamp(left, 0, picture.width - width),
    top: clamp(top, 0, picture.height - height),
    width,
    height,
  };
};
