import { strokesOfFrame } from '../../core/mask/brushStroke.ts';
import { postprocessMask } from '../../core/mask/postprocessMask.ts';
import type { FrameMask } from '../../protocol/requests.ts';
import type { MaskRefiner, RefinedMask } from '../../rendering/edges/maskRefiner.ts';
import type { ExportJobObject } from './exporter.ts';

/**
 * How much of each pixel the thing covers, 0..255: the one place in which an export turns the
 * model's probabilities into a picture's own size, with the code that draws the preview.
 * @param picture of the mask's own frame, at the size that is wanted.
 * @param clipWidth what the pixels of an object's finish are counted in.
 */
export const renderFullSizeMask = (
  frameMask: FrameMask,
  { maskThreshold, finish, strokes }: Pick<ExportJobObject, 'maskThreshold' | 'finish' | 'strokes'>,
  picture: ImageBitmap,
  clipWidth: number,
  refiner: MaskRefiner,
): RefinedMask => {
  const { probability, maskWidth, maskHeight } = frameMask;
  const { width, height } = picture;
  const threshold = maskThreshold;
  const raster = { probability, maskWidth, maskHeight, width, height, threshold };
  const { mask: refined, edges } = refiner.refine(raster, picture);
  const painted = strokesOfFrame(strokes, frameMask.frameIndex);
  const { mask, cover } = postprocessMask(refined, width, finish, width / clipWidth, painted);
  if (cover) {
    return { mask: cover, edges };
  }
  for (let pixel = 0; pixel < mask.length; pixel++) {
    mask[pixel] = mask[pixel] === 0 ? 0 : 255;
  }
  return { mask, edges };
};
