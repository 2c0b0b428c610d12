import type { BrushStroke } from '../../core/mask/brushStroke.ts';
import { postprocessMask, isPostprocessIdentity } from '../../core/mask/postprocessMask.ts';
import type { PostprocessSettings } from '../../core/mask/postprocessSettings.ts';
import { maskArea } from '../../core/mask/maskStatistics.ts';
import type { RasterMask } from './rasterMaskCache.ts';

/** A canvas mask after its postprocessing and brush strokes. */
type PostprocessedRasterMask = RasterMask & {
  /** Coverage of each pixel, 0..255; null where the edge is hard. */
  readonly cover: Uint8Array | null;
};

type CachedMask = {
  readonly finish: PostprocessSettings;
  readonly strokes: readonly BrushStroke[];
  readonly postprocessed: PostprocessedRasterMask;
};

/**
 * Postprocesses the masks of one canvas; caches each result until its settings or strokes change.
 * @param pixelScale canvas pixels a pixel of the clip.
 */
export const createPostprocessedMaskCache = (
  width: number,
  pixelScale: number,
): ((
  raster: RasterMask,
  finish: PostprocessSettings,
  strokes: readonly BrushStroke[],
) => PostprocessedRasterMask) => {
  const cache = new WeakMap<RasterMask, CachedMask>();
  return (raster, finish, strokes) => {
    if (isPostprocessIdentity(finish) && strokes.length === 0) {
      return { ...raster, cover: null };
    }
    const cached = cache.get(raster);
    if (cached?.finish === finish && cached.strokes === strokes) {
      return cached.postprocessed;
    }
    const { mask, cover } = postprocessMask(raster.mask, width, finish, pixelScale, strokes);
    const share = maskArea(mask) / mask.length;
    const postprocessed = { ...raster, mask, cover, share };
    cache.set(raster, { finish, strokes, postprocessed });
    return postprocessed;
  };
};
