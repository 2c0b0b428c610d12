import type { VideoSample } from 'mediabunny';
import type { DecodedFrame } from './mediaClip.ts';

/** Takes over the sample: closing the frame closes it. */
export const createDecodedFrame = (
  sample: VideoSample,
  frameIndex: number,
  ptsSeconds: number,
): DecodedFrame => ({
  frameIndex,
  ptsSeconds,
  draw: (context, width, height) => {
    context.imageSmoothingQuality = 'medium';
    sample.draw(context, 0, 0, width, height);
  },
  toBitmap: async (maxWidth) => {
    const scale = Math.min(1, maxWidth / sample.displayWidth);
    const width = Math.max(1, Math.round(sample.displayWidth * scale));
    const height = Math.max(1, Math.round(sample.displayHeight * scale));
    // Not createImageBitmap: it knows nothing of the container's rotation.
    const context = new OffscreenCanvas(width, height).getContext('2d', { alpha: false });
    if (context === null) {
      throw new Error('The browser gave no 2D canvas.');
    }
    context.imageSmoothingQuality = 'medium';
    sample.draw(context, 0, 0, width, height);
    return context.canvas.transferToImageBitmap();
  },
  close: () => sample.close(),
});
