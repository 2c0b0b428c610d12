import { maskArea } from '../core/maskStatistics.ts';
import { rasterizeMask } from '../core/rasterizeMask.ts';
import type { FrameMask } from '../engine/protocol.ts';
import type { MaskEdges, MaskRefiner } from '../matte/maskRefiner.ts';
import { createLeastRecentlyUsed } from '../core/leastRecentlyUsed.ts';

/** A mask at the canvas's size. */
export type CanvasMask = {
  readonly mask: Uint8Array<ArrayBuffer>;
  /** Share of the picture that it covers, 0..1. */
  readonly share: number;
  /** `soon`: plain for now, because refining would make this picture late. */
  readonly edges: MaskEdges | 'soon';
};

export type MaskRasters = {
  /**
   * @param picture of the mask's own frame.
   * @param mostMilliseconds what refining may take; where it usually takes longer, the mask is
   *   plain for now.
   */
  rasterOf(
    mask: FrameMask,
    threshold: number,
    picture: ImageBitmap,
    mostMilliseconds: number,
  ): CanvasMask;
};

/** About a megabyte each at 1280 x 720; a few objects on a few frames. */
const KEPT_RASTERS = 24;
/** How much of the running mean each new time makes up. */
const NEWEST_SHARE = 0.3;

/** Masks of one canvas, refined to their pictures' edges and kept. */
export const createMaskRasters = (
  refiner: MaskRefiner,
  width: number,
  height: number,
): MaskRasters => {
  const rasters = createLeastRecentlyUsed<string, CanvasMask>(KEPT_RASTERS);
  const identities = new WeakMap<FrameMask, number>();
  let identityCount = 0;
  /** What refining has taken lately; the first time, which compiles, does not count. */
  let usualMilliseconds: number | null = null;
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
      const before = usualMilliseconds ?? milliseconds;
      usualMilliseconds = before + NEWEST_SHARE * (milliseconds - before);
    }
    isFirst = false;
    return result;
  };

  return {
    rasterOf(frameMask, threshold, picture, mostMilliseconds) {
      const key = `${identityOf(frameMask)}/${threshold}`;
      const known = rasters.get(key);
      if (known) {
        return known;
      }
      const { probability, maskWidth, maskHeight } = frameMask;
      const raster = { probability, maskWidth, maskHeight, width, height, threshold };
      if ((usualMilliseconds ?? 0) > mostMilliseconds) {
        const mask = rasterizeMask(raster);
        return { mask, share: maskArea(mask) / mask.length, edges: 'soon' };
      }
      const { mask, edges } = timed(() => refiner.refine(raster, picture));
      const made = { mask, share: maskArea(mask) / mask.length, edges };
      // A GPU that was lost may come back; what it did not refine is not kept.
      if (edges === 'refined' || refiner.problem === 'no-webgl') {
        rasters.set(key, made);
      }
      return made;
    },
  };
};
