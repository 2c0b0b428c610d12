import type { PictureSize } from '../../core/exportPlan.ts';
import { rasterizeMask } from '../../core/rasterizeMask.ts';
import type { FrameMask } from '../protocol.ts';
import type { JobObject } from './exporter.ts';

/**
 * How much of each pixel the thing covers, 0..255: the one place in which an export turns the
 * model's probabilities into a picture's own size.
 */
export const fullSizeMask = (
  mask: FrameMask,
  { maskThreshold }: Pick<JobObject, 'maskThreshold'>,
  { width, height }: PictureSize,
): Promise<Uint8Array<ArrayBuffer>> => {
  const { probability, maskWidth, maskHeight } = mask;
  const threshold = maskThreshold;
  const inside = rasterizeMask({ probability, maskWidth, maskHeight, width, height, threshold });
  for (let pixel = 0; pixel < inside.length; pixel++) {
    inside[pixel] = inside[pixel] === 0 ? 0 : 255;
  }
  return Promise.resolve(inside);
};
