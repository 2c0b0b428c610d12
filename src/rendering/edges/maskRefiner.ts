import { upsampleMask, type UpsampleInput } from '../../core/mask/upsampleMask.ts';
import { bandRectangles, type PixelRectangle } from './bandRectangles.ts';
import { findEdgeBand } from './edgeBand.ts';
import { createEdgePass, type EdgeFlips, type EdgePass, type FrameImage } from './edgePass.ts';

/**
 * `refined`: the edge follows the picture's own edges. `plain`: the map upsampled alone, because
 * there is no WebGL 2 here or because the GPU has just been lost.
 */
export type MaskEdges = 'refined' | 'plain';

export type RefinedMask = {
  /** width * height bytes, 0 or 1, row by row. */
  readonly mask: Uint8Array<ArrayBuffer>;
  readonly edges: MaskEdges;
};

/** Renders masks at the size of their picture, for the preview and every export. */
export type MaskRefiner = {
  /**
   * A pure function of map and picture: the same ones give the same bytes, in the page and in the
   * engine. An empty mask stays empty, a full one full.
   * @param picture of the mask's own frame, at the raster's own size.
   * @throws RangeError when a size does not fit.
   */
  refine(raster: UpsampleInput, picture: FrameImage): RefinedMask;
  /** Why masks have plain edges; null when they do not, and before the first. */
  readonly problem: 'no-webgl' | 'gpu-lost' | null;
  dispose(): void;
};

/** After the GPU was lost and could not be had again at once. */
const CONTEXT_RETRY_MILLISECONDS = 1000;

/** Opens its WebGL context with the first mask that has an edge to refine. */
export const createMaskRefiner = (): MaskRefiner => {
  let pass: EdgePass | null = null;
  /** Null before the first mask. */
  let hasWebGl: boolean | null = null;
  let retryAtMilliseconds = 0;

  /** The pass, a new one when the GPU has let go of the old one; null when there is none now. */
  const usablePass = (): EdgePass | null => {
    if (hasWebGl === null) {
      pass = createEdgePass();
      hasWebGl = pass !== null;
    }
    if (pass?.isLost) {
      pass = null;
    }
    if (pass === null && hasWebGl && performance.now() >= retryAtMilliseconds) {
      pass = createEdgePass();
      retryAtMilliseconds = performance.now() + CONTEXT_RETRY_MILLISECONDS;
    }
    return pass;
  };

  const flipsOf = (
    raster: UpsampleInput,
    picture: FrameImage,
  ):
    | { readonly rectangles: readonly PixelRectangle[]; readonly flips: EdgeFlips }
    | 'none'
    | null => {
    const band = findEdgeBand(raster);
    const rectangles = bandRectangles(band.runs, raster);
    if (rectangles.length === 0) {
      return 'none';
    }
    // A context may be lost while it draws; a second one is then tried at once.
    for (let attempt = 0; attempt < 2; attempt++) {
      const current = usablePass();
      if (current === null || current.maxSize < Math.max(raster.width, raster.height)) {
        return null;
      }
      const flips = current.computeFlips(raster, band, rectangles, picture);
      if (!current.isLost) {
        return { rectangles, flips };
      }
    }
    return null;
  };

  return {
    get problem() {
      if (hasWebGl === null) {
        return null;
      }
      if (!hasWebGl) {
        return 'no-webgl';
      }
      return pass === null || pass.isLost ? 'gpu-lost' : null;
    },
    refine(raster, picture) {
      if (picture.width !== raster.width || picture.height !== raster.height) {
        throw new RangeError('A mask is refined with a picture of its own size.');
      }
      const mask = upsampleMask(raster);
      const found = flipsOf(raster, picture);
      if (found === null) {
        return { mask, edges: 'plain' };
      }
      if (found !== 'none') {
        applyFlips(mask, raster.width, found.rectangles, found.flips);
      }
      return { mask, edges: 'refined' };
    },
    dispose() {
      pass?.dispose();
      pass = null;
      hasWebGl = false;
    },
  };
};

const applyFlips = (
  mask: Uint8Array,
  width: number,
  rectangles: readonly PixelRectangle[],
  { bytes, stride, startRow }: EdgeFlips,
): void => {
  for (const { left, top, right, bottom } of rectangles) {
    for (let y = top; y < bottom; y++) {
      const source = (y - startRow) * stride;
      for (let x = left; x < right; x++) {
        const index = y * width + x;
        mask[index] = (mask[index] ?? 0) ^ (bytes[source + x] ?? 0);
      }
    }
  }
};
