import { strokesIn, type BrushStroke } from '../core/brushStroke.ts';
import type { ObjectPattern, Rgb } from '../core/palette.ts';
import type { MaskFinish } from '../core/maskFinish.ts';
import type { FrameMask } from '../engine/protocol.ts';
import type { MaskRefiner } from '../matte/maskRefiner.ts';
import type { CanvasLook } from './canvasLook.ts';
import { createFinishedMasks } from './finishedMasks.ts';
import type { Picture } from './frameStream.ts';
import { createLookPainter } from './lookPainter.ts';
import { createMaskRasters, type CanvasMask } from './maskRasters.ts';

export type Overlay = {
  readonly mask: FrameMask;
  /** 0..1; a pixel belongs to the mask above it. */
  readonly maskThreshold: number;
  readonly finish: MaskFinish;
  /** On all frames. */
  readonly strokes: readonly BrushStroke[];
  readonly opacity: number;
  readonly colour: Rgb;
  readonly pattern: ObjectPattern;
};

/** What was drawn of one mask. */
export type DrawnMask = Pick<CanvasMask, 'share' | 'edges'>;

export type Compositor = {
  /**
   * Draws a frame and masks of the same frame in one call, the first overlay on top.
   * @param look null draws the picture alone.
   * @param isResting the picture is going to stay: its masks are worth some time.
   * @throws RangeError when a mask is another frame's.
   */
  draw(
    picture: Picture,
    overlays: readonly Overlay[],
    look: CanvasLook | null,
    isResting: boolean,
  ): DrawnMask[];
};

/** What refining all masks of a moving picture may take: a frame at 60 Hz has time for more. */
const MOVING_MILLISECONDS = 10;

/**
 * @param canvas its width and height are the size that masks are drawn at.
 * @param pixelScale canvas pixels a pixel of the clip.
 */
export const createCompositor = (
  canvas: HTMLCanvasElement,
  refiner: MaskRefiner,
  pixelScale: number,
): Compositor => {
  const painter = createLookPainter(canvas);
  const rasters = createMaskRasters(refiner, canvas.width, canvas.height);
  const finished = createFinishedMasks(canvas.width, pixelScale);
  return {
    draw({ frameIndex, bitmap }, overlays, look, isResting) {
      if (overlays.some(({ mask }) => mask.frameIndex !== frameIndex)) {
        throw new RangeError('A mask is drawn on its own frame only.');
      }
      if (look === null) {
        painter.paintOriginal(bitmap);
        return [];
      }
      const mostMilliseconds = isResting ? Infinity : MOVING_MILLISECONDS / overlays.length;
      const drawn = overlays.map(({ mask, maskThreshold, finish, strokes, ...marks }) => ({
        ...marks,
        ...finished(
          rasters.rasterOf(mask, maskThreshold, bitmap, mostMilliseconds),
          finish,
          strokesIn(strokes, frameIndex),
        ),
      }));
      painter.paint(bitmap, drawn, look);
      return drawn;
    },
  };
};
