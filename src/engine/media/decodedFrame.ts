import type { VideoSample } from 'mediabunny';
import type { DecodedFrame } from './mediaClip.ts';
import { sampleToBitmap } from './sampleToBitmap.ts';

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
  toBitmap: (maxWidth) => sampleToBitmap(sample, maxWidth),
  close: () => sample.close(),
});
