import { frameName } from './frameEncoder.ts';
import type { FrameEncoder } from './frameEncoder.ts';

/**
 * The thing cut out: RGBA with alpha 0 or 255. Only because alpha is binary may the picture go
 * through a canvas, which loses colour under partial alpha.
 */
export const cutoutPng: FrameEncoder = {
  path: (clipName, frameIndex) => `${clipName}/${frameName(frameIndex)}`,
  encode: async ({ width, height, mask, readPicture }) => {
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (context === null) {
      throw new Error('No 2D canvas could be made.');
    }
    if (mask.includes(1)) {
      const picture = await readPicture();
      try {
        picture.draw(context, width, height);
      } finally {
        picture.close();
      }
      const image = context.getImageData(0, 0, width, height);
      for (let pixel = 0; pixel < mask.length; pixel++) {
        image.data[4 * pixel + 3] = (mask[pixel] ?? 0) * 255;
      }
      context.putImageData(image, 0, 0);
    }
    return canvas.convertToBlob({ type: 'image/png' });
  },
};
