import { strokesOfFrame } from '../../core/mask/brushStroke.ts';
import { postprocessMask } from '../../core/mask/postprocessMask.ts';
import type { FrameMask } from '../../protocol/requests.ts';
import type { MaskEdges, MaskRefiner } from '../../rendering/edges/maskRefiner.ts';
import type { ExportJobObject } from './exporter.ts';

/** An object's mask at the size of what is written. */
export type FullSizeMask = {
  /** Zeros and ones. */
  readonly mask: Uint8Array<ArrayBuffer>;
  /** Coverage of each pixel, 0..255; null where the edge is hard. */
  readonly cover: Uint8Array<ArrayBuffer> | null;
};

/** Coverage of each pixel, 0..255, of hard edges too. */
export const coverOf = ({ mask, cover }: FullSizeMask): Uint8Array<ArrayBuffer> =>
  cover ?? mask.map((value) => (value === 0 ? 0 : 255));

/**
 * The one place in which an export turns the model's probabilities into a mask of full size, with
 * the code that draws the preview.
 * @param picture of the mask's own frame, at the size that is wanted.
 * @param clipWidth the clip's width, whose pixels the object's postprocessing is counted in.
 */
export const renderFullSizeMask = (
  frameMask: FrameMask,
  { maskThreshold, finish, strokes }: Pick<ExportJobObject, 'maskThreshold' | 'finish' | 'strokes'>,
  picture: ImageBitmap,
  clipWidth: number,
  refiner: MaskRefiner,
): FullSizeMask & { readonly edges: MaskEdges } => {
  const { probability, maskWidth, maskHeight } = frameMask;
  const { width, height } = picture;
  const raster = { probability, maskWidth, maskHeight, width, height, threshold: maskThreshold };
  const { mask, edges } = refiner.refine(raster, picture);
  const painted = strokesOfFrame(strokes, frameMask.frameIndex);
  return { ...postprocessMask(mask, width, finish, width / clipWidth, painted), edges };
};
