import { encode } from 'fast-png';
import type { ImageSize } from '../../core/export/exportPlan.ts';
import { createOffscreenContext } from '../../rendering/canvas/offscreenContext.ts';

/** RGBA or RGB bytes as a PNG. A canvas is faster and packs better, but loses colour under partial alpha. */
export const encodeRgbaPng = async (
  rgba: Uint8ClampedArray<ArrayBuffer>,
  { width, height }: ImageSize,
): Promise<Blob | Uint8Array<ArrayBuffer>> => {
  if (hasPartialAlpha(rgba)) {
    return new Uint8Array(encode({ width, height, data: rgba, channels: 4, depth: 8 }));
  }
  const context = createOffscreenContext(width, height);
  context.putImageData(new ImageData(rgba, width, height), 0, 0);
  return context.canvas.convertToBlob({ type: 'image/png' });
};

/** One byte a pixel, 8-bit grey. */
export const encodeGreyPng = (
  data: Uint8Array,
  { width, height }: ImageSize,
): Uint8Array<ArrayBuffer> =>
  new Uint8Array(encode({ width, height, data, channels: 1, depth: 8 }));

const hasPartialAlpha = (rgba: Uint8ClampedArray): boolean => {
  for (let at = 3; at < rgba.length; at += 4) {
    const alpha = rgba[at] ?? 0;
    if (alpha !== 0 && alpha !== 255) {
      return true;
    }
  }
  return false;
};
