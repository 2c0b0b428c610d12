import type { VideoSample } from 'mediabunny';
import type { DecodedFrame } from './mediaClip.ts';
import { sampleBitmap } from './sampleBitmap.ts';

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
  toBitmap: (maxWidth) => sampleBitmap(sample, maxWidth),
  close: () => sample.close(),
});
