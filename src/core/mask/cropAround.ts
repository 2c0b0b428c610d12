import { clamp } from '../util/math.ts';
import type { MaskBounds } from './maskStatistics.ts';

type CropOptions = {
  /** Width over height. */
  readonly aspect: number;
  /** Margin on each side, as a share of the object's size. */
  readonly margin: number;
};

/**
 * The smallest crop of an aspect that holds the object and its margin, inside the picture; larger
 * objects are cut.
 * @param bounds the object's; null crops the middle of the picture.
 */
export const cropAround = (
  bounds: MaskBounds | null,
  picture: { readonly width: number; readonly height: number },
  { aspect, margin }: CropOptions,
): MaskBounds => {
  const box = bounds ?? { left: 0, top: 0, ...picture };
  const scale = 1 + 2 * margin;
  const idealWidth = Math.max(box.width * scale, box.height * scale * aspect);
  const width = Math.min(picture.width, picture.height * aspect, idealWidth);
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
