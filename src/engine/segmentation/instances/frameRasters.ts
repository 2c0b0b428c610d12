import { createOffscreenContext } from '../../../rendering/canvas/offscreenContext.ts';
import type { DrawableFrame } from '../../inference/pixelReader.ts';
import type { DecodedFrame } from '../../media/mediaClip.ts';
import type { FrameSize } from './cropSquare.ts';
import type { FramePixels } from './instanceMasks.ts';

/** A decoded frame in main memory: for the graphs, which read all of it, and for crops. */
export type FrameRaster = FramePixels & DrawableFrame;

/**
 * The last decoded frames of a clip. An overview frame is decoded seconds before its masks are drawn,
 * because the frames after it decide which of its instances are meant.
 */
export type FrameRasters = {
  readonly size: FrameSize;
  /**
   * A raster is valid until other frames are asked for.
   * @param decode called when the frame is none of the last ones; the result is closed here.
   */
  rasterOf(frameIndex: number, decode: () => Promise<DecodedFrame>): Promise<FrameRaster>;
};

/** Crops of a larger frame gain nothing: they are shrunk to a hundred pixels. */
const MAX_SIDE = 2560;
const BUDGET_BYTES = 96 * 1024 * 1024;
/** Overview frames that the decision over one second waits for, and one between them. */
const MAX_RASTERS = 6;

/** The frame's own size, or the largest of its shape whose sides are at most MAX_SIDE. */
const rasterSize = ({ width, height }: FrameSize): FrameSize => {
  const scale = Math.min(1, MAX_SIDE / Math.max(width, height));
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
};

type Slot = { readonly context: OffscreenCanvasRenderingContext2D; frameIndex: number };

/** @param clipSize upright size of the clip's frames, in pixels */
export const createFrameRasters = (clipSize: FrameSize): FrameRasters => {
  const size = rasterSize(clipSize);
  const { width, height } = size;
  const affordable = Math.floor(BUDGET_BYTES / (width * height * 4));
  const maxSlots = Math.min(MAX_RASTERS, Math.max(1, affordable));
  /** The one used last comes last. */
  const slots: Slot[] = [];

  const rasterIn = ({ context }: Slot): FrameRaster => ({
    ...size,
    draw: (target, targetWidth, targetHeight) =>
      target.drawImage(context.canvas, 0, 0, targetWidth, targetHeight),
    read: (part) => ({
      ...part,
      data: context.getImageData(part.left, part.top, part.width, part.height).data,
    }),
  });
  const takeSlot = (): Slot => {
    const oldest = slots.length < maxSlots ? undefined : slots.shift();
    return (
      oldest ?? {
        context: createOffscreenContext(width, height, { alpha: false, willReadFrequently: true }),
        frameIndex: -1,
      }
    );
  };
  return {
    size,
    rasterOf: async (frameIndex, decode) => {
      const known = slots.findIndex((slot) => slot.frameIndex === frameIndex);
      const [found] = known === -1 ? [] : slots.splice(known, 1);
      if (found !== undefined) {
        slots.push(found);
        return rasterIn(found);
      }
      const frame = await decode();
      try {
        const slot = takeSlot();
        slot.frameIndex = frameIndex;
        slots.push(slot);
        frame.draw(slot.context, width, height);
        return rasterIn(slot);
      } finally {
        frame.close();
      }
    },
  };
};
