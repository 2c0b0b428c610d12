import type { BrushStroke } from '../core/brushStroke.ts';
import { applyFinish, isNoFinish } from '../core/finishMask.ts';
import type { MaskFinish } from '../core/maskFinish.ts';
import { maskArea } from '../core/maskStatistics.ts';
import type { CanvasMask } from './maskRasters.ts';

/** A canvas mask after its correction. */
export type FinishedMask = CanvasMask & {
  /** How much of each pixel is covered, 0..255; null where the edge is hard. */
  readonly cover: Uint8Array | null;
};

type Kept = {
  readonly finish: MaskFinish;
  readonly strokes: readonly BrushStroke[];
  readonly finished: FinishedMask;
};

/**
 * Corrects masks of one canvas, each once as long as its correction stays the same.
 * @param pixelScale canvas pixels a pixel of the clip.
 */
export const createFinishedMasks = (
  width: number,
  pixelScale: number,
): ((raster: CanvasMask, finish: MaskFinish, strokes: readonly BrushStroke[]) => FinishedMask) => {
  const known = new WeakMap<CanvasMask, Kept>();
  return (raster, finish, strokes) => {
    if (isNoFinish(finish) && strokes.length === 0) {
      return { ...raster, cover: null };
    }
    const kept = known.get(raster);
    if (kept?.finish === finish && kept.strokes === strokes) {
      return kept.finished;
    }
    const { mask, cover } = applyFinish(raster.mask, width, finish, pixelScale, strokes);
    const share = maskArea(mask) / mask.length;
    const finished = { ...raster, mask, cover, share };
    known.set(raster, { finish, strokes, finished });
    return finished;
  };
};
