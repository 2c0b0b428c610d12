import type { VideoSample } from 'mediabunny';
import type { DecodedFrame } from './mediaClip.ts';
import { createOffscreenContext } from '../../rendering/canvas/offscreenContext.ts';

/** How software decoders leave opaque pictures: three planes in main memory. */
const PLANAR_FORMATS: ReadonlySet<string | null> = new Set(['I420', 'I422', 'I444']);

/**
 * The upright picture, at most `maxWidth` wide, never enlarged, at the clip's display aspect.
 * Pictures in main memory are converted and resized there: a GPU would have to be given all of each
 * first, and a software one takes a hundred milliseconds for 1080p.
 */
const sampleToBitmap = async (sample: VideoSample, maxWidth: number): Promise<ImageBitmap> => {
  const scale = Math.min(1, maxWidth / sample.displayWidth);
  const width = Math.max(1, Math.round(sample.displayWidth * scale));
  const height = Math.max(1, Math.round(sample.displayHeight * scale));
  if (!PLANAR_FORMATS.has(sample.format)) {
    return drawToBitmap(width, height, (context) => sample.draw(context, 0, 0, width, height));
  }
  const { rotation, flip } = sample;
  if (rotation === 0 && !flip) {
    return resizeToBitmap(sample, width, height);
  }
  const isOnItsSide = rotation % 180 !== 0;
  const lying = await resizeToBitmap(
    sample,
    isOnItsSide ? height : width,
    isOnItsSide ? width : height,
  );
  try {
    return drawToBitmap(width, height, (context) => {
      context.translate(width / 2, height / 2);
      context.scale(flip ? -1 : 1, 1);
      context.rotate((rotation * Math.PI) / 180);
      context.drawImage(lying, -lying.width / 2, -lying.height / 2);
    });
  } finally {
    lying.close();
  }
};

/** As it was encoded, without the container's rotation. */
const resizeToBitmap = async (
  sample: VideoSample,
  resizeWidth: number,
  resizeHeight: number,
): Promise<ImageBitmap> => {
  const { width, height } = sample.visibleRect;
  const pixels = new Uint8ClampedArray(4 * width * height);
  await sample.copyTo(pixels, { format: 'RGBA' });
  const image = new ImageData(pixels, width, height);
  return createImageBitmap(image, { resizeWidth, resizeHeight, resizeQuality: 'medium' });
};

/** Not createImageBitmap: it knows nothing of the container's rotation. */
const drawToBitmap = (
  width: number,
  height: number,
  draw: (context: OffscreenCanvasRenderingContext2D) => void,
): ImageBitmap => {
  const context = createOffscreenContext(width, height, { alpha: false });
  context.imageSmoothingQuality = 'medium';
  draw(context);
  return context.canvas.transferToImageBitmap();
};

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
