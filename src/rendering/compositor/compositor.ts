import { strokesOfFrame, type BrushStroke } from '../../core/mask/brushStroke.ts';
import type { ObjectPattern, Rgb } from '../../core/mask/palette.ts';
import type { PostprocessSettings } from '../../core/mask/postprocessSettings.ts';
import type { FrameBitmap, FrameMask } from '../../protocol/requests.ts';
import type { MaskRefiner } from '../edges/maskRefiner.ts';
import type { LookSettings } from '../looks/lookSettings.ts';
import { createPostprocessedMaskCache } from './postprocessedMaskCache.ts';
import { createLookPainter } from '../looks/lookPainter.ts';
import { createRasterMaskCache, type RasterMask } from './rasterMaskCache.ts';

export type MaskLayer = {
  readonly mask: FrameMask;
  /** 0..1; a pixel belongs to the mask above it. */
  readonly maskThreshold: number;
  readonly finish: PostprocessSettings;
  /** Strokes of all frames. */
  readonly strokes: readonly BrushStroke[];
  readonly opacity: number;
  readonly colour: Rgb;
  readonly pattern: ObjectPattern;
};

/** A mask as it was drawn. */
type DrawnMask = Pick<RasterMask, 'mask' | 'share' | 'edges'>;

const LEAST_REFINED_FIRST = ['soon', 'plain', 'refined'] as const;

/** The least refined state of all masks; null without masks. */
export const leastRefinedEdges = (drawn: readonly DrawnMask[]): RasterMask['edges'] | null =>
  LEAST_REFINED_FIRST.find((edges) => drawn.some((mask) => mask.edges === edges)) ?? null;

export type Compositor = {
  /**
   * Draws a frame and masks of the same frame in one call, the first overlay on top.
   * @param look null draws the picture alone.
   * @param isResting the frame stays on the canvas: refining its masks may take longer.
   * @throws RangeError when a mask is another frame's.
   */
  draw(
    picture: FrameBitmap,
    overlays: readonly MaskLayer[],
    look: LookSettings | null,
    isResting: boolean,
  ): DrawnMask[];
};

/** Refining budget of all masks during playback: well within a frame at 60 Hz. */
const MAX_REFINE_MILLISECONDS_WHILE_MOVING = 10;

/**
 * @param canvas its width and height are the size that masks are drawn at.
 * @param pixelScale canvas pixels a pixel of the clip.
 */
export const createCompositor = (
  canvas: HTMLCanvasElement,
  refiner: MaskRefiner,
  pixelScale: number,
): Compositor => {
  const context = canvas.getContext('2d', { alpha: false });
  if (context === null) {
    throw new Error('The browser gives no 2D canvas.');
  }
  const painter = createLookPainter(context, canvas.width, canvas.height);
  const rasters = createRasterMaskCache(refiner, canvas.width, canvas.height);
  const postprocess = createPostprocessedMaskCache(canvas.width, pixelScale);
  return {
    draw({ frameIndex, bitmap }, layers, look, isResting) {
      if (layers.some(({ mask }) => mask.frameIndex !== frameIndex)) {
        throw new RangeError('A mask is drawn on its own frame only.');
      }
      if (look === null) {
        painter.paintOriginal(bitmap);
        return [];
      }
      const budgetMilliseconds = isResting
        ? Infinity
        : MAX_REFINE_MILLISECONDS_WHILE_MOVING / layers.length;
      const drawn = layers.map(({ mask, maskThreshold, finish, strokes, ...marks }) => ({
        ...marks,
        ...postprocess(
          rasters.rasterize(mask, maskThreshold, bitmap, budgetMilliseconds),
          finish,
          strokesOfFrame(strokes, frameIndex),
        ),
      }));
      painter.paint(bitmap, drawn, look);
      return drawn;
    },
  };
};
