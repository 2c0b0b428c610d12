import { maskArea } from '../../core/mask/maskStatistics.ts';
import { upsampleMask } from '../../core/mask/upsampleMask.ts';
import type { FrameMask } from '../../protocol/requests.ts';
import type { MaskEdges, MaskRefiner } from '../edges/maskRefiner.ts';
import { createLruCache } from '../../core/util/lruCache.ts';

/** A mask at the canvas's size. */
export type RasterMask = {
  readonly mask: Uint8Array<ArrayBuffer>;
  /** Share of the picture that it covers, 0..1. */
  readonly share: number;
  /** `soon`: not refined yet, because refining would delay this frame. */
  readonly edges: MaskEdges | 'soon';
};

type RasterMaskCache = {
  /**
   * @param picture of the mask's own frame.
   * @param budgetMilliseconds time for refining; where it takes longer on average, the mask is not
   *   refined yet.
   */
  rasterize(
    mask: FrameMask,
    threshold: number,
    picture: ImageBitmap,
    budgetMilliseconds: number,
  ): RasterMask;
};

/** About a megabyte each at 1280 x 720; a few objects on a few frames. */
const MAX_CACHED_MASKS = 24;
/** Weight of a new measurement in the exponential moving average. */
const MOVING_AVERAGE_WEIGHT = 0.3;

/** Caches the refined masks of one canvas. */
export const createRasterMaskCache = (
  refiner: MaskRefiner,
  width: number,
  height: number,
): RasterMaskCache => {
  const cache = createLruCache<string, RasterMask>(MAX_CACHED_MASKS);
  const identities = new WeakMap<FrameMask, number>();
  let identityCount = 0;
  /** Moving average of the refining time, without the first, which compiles shaders. */
  let averageMilliseconds: number | null = null;
  let isFirst = true;

  const identityOf = (mask: FrameMask): number => {
    const identity = identities.get(mask) ?? identityCount++;
    identities.set(mask, identity);
    return identity;
  };

  const timed = <T>(work: () => T): T => {
    const start = performance.now();
    const result = work();
    const milliseconds = performance.now() - start;
    if (!isFirst) {
      const average = averageMilliseconds ?? milliseconds;
      averageMilliseconds = average + MOVING_AVERAGE_WEIGHT * (milliseconds - average);
    }
    isFirst = false;
    return result;
  };

  return {
    rasterize(frameMask, threshold, picture, budgetMilliseconds) {
      const key = `${identityOf(frameMask)}/${threshold}`;
      const cached = cache.get(key);
      if (cached) {
        return cached;
      }
      const { probability, maskWidth, maskHeight } = frameMask;
      const raster = { probability, maskWidth, maskHeight, width, height, threshold };
      if ((averageMilliseconds ?? 0) > budgetMilliseconds) {
        const mask = upsampleMask(raster);
        return { mask, share: maskArea(mask) / mask.length, edges: 'soon' };
      }
      const { mask, edges } = timed(() => refiner.refine(raster, picture));
      const rasterMask = { mask, share: maskArea(mask) / mask.length, edges };
      // A lost GPU may come back: do not cache what it did not refine.
      if (edges === 'refined' || refiner.problem === 'no-webgl') {
        cache.set(key, rasterMask);
      }
      return rasterMask;
    },
  };
};
