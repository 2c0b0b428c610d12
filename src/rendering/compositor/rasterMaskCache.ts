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
  /** `soon`: plain for now, because refining would make this picture late. */
  readonly edges: MaskEdges | 'soon';
};

export type RasterMaskCache = {
  /**
   * @param picture of the mask's own frame.
   * @param mostMilliseconds what refining may take; where it usually takes longer, the mask is
   *   plain for now.
   */
  rasterize(
    mask: FrameMask,
    threshold: number,
    picture: ImageBitmap,
    mostMilliseconds: number,
  ): RasterMask;
};

/** About a megabyte each at 1280 x 720; a few objects on a few frames. */
const MAX_CACHED_MASKS = 24;
/** How much of the running mean each new time makes up. */
const MOVING_AVERAGE_WEIGHT = 0.3;

/** Masks of one canvas, refined to their pictures' edges and kept. */
export const createRasterMaskCache = (
  refiner: MaskRefiner,
  width: number,
  height: number,
): RasterMaskCache => {
  const cache = createLruCache<string, RasterMask>(MAX_CACHED_MASKS);
  const identities = new WeakMap<FrameMask, number>();
  let identityCount = 0;
  /** What refining has taken lately; the first time, which compiles, does not count. */
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
      const before = averageMilliseconds ?? milliseconds;
      averageMilliseconds = before + MOVING_AVERAGE_WEIGHT * (milliseconds - before);
    }
    isFirst = false;
    return result;
  };

  return {
    rasterize(frameMask, threshold, picture, budgetMilliseconds) {
      const key = `${identityOf(frameMask)}/${threshold}`;
      const known = cache.get(key);
      if (known) {
        return known;
      }
      const { probability, maskWidth, maskHeight } = frameMask;
      const raster = { probability, maskWidth, maskHeight, width, height, threshold };
      if ((averageMilliseconds ?? 0) > budgetMilliseconds) {
        const mask = upsampleMask(raster);
        return { mask, share: maskArea(mask) / mask.length, edges: 'soon' };
      }
      const { mask, edges } = timed(() => refiner.refine(raster, picture));
      const made = { mask, share: maskArea(mask) / mask.length, edges };
      // A GPU that was lost may come back; what it did not refine is not kept.
      if (edges === 'refined' || refiner.problem === 'no-webgl') {
        cache.set(key, made);
      }
      return made;
    },
  };
};
