import type { EngineClient } from '../../engine/client.ts';
import type { BinaryMask } from '../metrics/groundTruthMask.ts';
import type { RenderFailure } from '../run/worstItems.ts';

/** Width of a picture in the gallery, in pixels. */
const MAX_IMAGE_WIDTH = 320;
/** True positive, false negative, false positive; distinguishable with a colour vision deficiency. */
const TRUE_POSITIVE_COLOUR = [64, 160, 72] as const;
const FALSE_NEGATIVE_COLOUR = [40, 110, 220] as const;
const FALSE_POSITIVE_COLOUR = [230, 110, 0] as const;
const OVERLAY_OPACITY = 0.6;
const JPEG_QUALITY = 0.85;

/** Paints over a frame of the engine's open clip. */
export const createFailureRenderer =
  (engine: EngineClient): RenderFailure =>
  async (frameIndex, truth, answer) => {
    const { bitmap } = await engine.request('read-frame', {
      frameIndex,
      maxWidth: MAX_IMAGE_WIDTH,
    });
    const { width, height } = bitmap;
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('The browser gave no 2D canvas.');
    context.drawImage(bitmap, 0, 0);
    bitmap.close();
    const picture = context.getImageData(0, 0, width, height);
    tintErrors(picture, truth, answer);
    context.putImageData(picture, 0, 0);
    return canvas.convertToBlob({ type: 'image/jpeg', quality: JPEG_QUALITY });
  };

const tintErrors = (picture: ImageData, truth: BinaryMask, answer: BinaryMask): void => {
  const { width, height, data } = picture;
  for (let y = 0; y < height; y++) {
    const row = Math.floor(((y + 0.5) * truth.height) / height) * truth.width;
    for (let x = 0; x < width; x++) {
      const source = row + Math.floor(((x + 0.5) * truth.width) / width);
      const isTruth = truth.pixels[source] === 1;
      const isAnswer = answer.pixels[source] === 1;
      if (!isTruth && !isAnswer) continue;
      const colour =
        isTruth && isAnswer
          ? TRUE_POSITIVE_COLOUR
          : isTruth
            ? FALSE_NEGATIVE_COLOUR
            : FALSE_POSITIVE_COLOUR;
      const start = (y * width + x) * 4;
      colour.forEach((value, channel) => {
        const under = data[start + channel] ?? 0;
        data[start + channel] = under * (1 - OVERLAY_OPACITY) + value * OVERLAY_OPACITY;
      });
    }
  }
};
