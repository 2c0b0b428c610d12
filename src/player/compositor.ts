import { maskArea } from '../core/maskStatistics.ts';
import type { Rgb } from '../core/palette.ts';
import { rasterizeMask } from '../core/rasterizeMask.ts';
import type { FrameMask } from '../engine/protocol.ts';
import type { Picture } from './frameStream.ts';
import { createLeastRecentlyUsed } from './leastRecentlyUsed.ts';
import { tintMask } from './tintMask.ts';

export type Overlay = {
  readonly mask: FrameMask;
  /** 0..1; a pixel belongs to the mask above it. */
  readonly maskThreshold: number;
  readonly opacity: number;
  readonly colour: Rgb;
};

export type Compositor = {
  /**
   * Draws a frame and the mask of the same frame in one call.
   * @returns share of the picture that the mask covers, 0..1; 0 without an overlay.
   * @throws RangeError when the mask is another frame's.
   */
  draw(picture: Picture, overlay: Overlay | null): number;
};

type Raster = { readonly mask: Uint8Array; readonly share: number };

/** About a megabyte each at 1280 x 720. */
const KEPT_RASTERS = 8;
/** One pixel of outline for so many pixels of width: two device pixels on most screens. */
const PIXELS_AN_OUTLINE = 640;

/** @param canvas its width and height are the size that masks are rasterised to. */
export const createCompositor = (canvas: HTMLCanvasElement): Compositor => {
  const { width, height } = canvas;
  const context = canvas.getContext('2d', { alpha: false });
  const layer = new OffscreenCanvas(width, height);
  const layerContext = layer.getContext('2d');
  if (!context || !layerContext) {
    throw new Error('The browser gives no 2D canvas.');
  }
  const image = new ImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  const rasters = createLeastRecentlyUsed<string, Raster>(KEPT_RASTERS);
  const identities = new WeakMap<FrameMask, number>();
  let identityCount = 0;

  const identityOf = (mask: FrameMask): number => {
    const identity = identities.get(mask) ?? identityCount++;
    identities.set(mask, identity);
    return identity;
  };

  const rasterOf = (mask: FrameMask, threshold: number): Raster => {
    const key = `${identityOf(mask)}/${threshold}`;
    const known = rasters.get(key);
    if (known) {
      return known;
    }
    const { probability, maskWidth, maskHeight } = mask;
    const bytes = rasterizeMask({ probability, maskWidth, maskHeight, width, height, threshold });
    const raster = { mask: bytes, share: maskArea(bytes) / bytes.length };
    rasters.set(key, raster);
    return raster;
  };

  return {
    draw({ frameIndex, bitmap }, overlay) {
      if (overlay && overlay.mask.frameIndex !== frameIndex) {
        throw new RangeError('A mask is drawn on its own frame only.');
      }
      context.drawImage(bitmap, 0, 0, width, height);
      if (!overlay) {
        return 0;
      }
      const raster = rasterOf(overlay.mask, overlay.maskThreshold);
      tintMask(raster.mask, width, pixels, {
        colour: overlay.colour,
        opacity: overlay.opacity,
        outlineWidth: Math.max(1, Math.round(width / PIXELS_AN_OUTLINE)),
      });
      layerContext.putImageData(image, 0, 0);
      context.drawImage(layer, 0, 0);
      return raster.share;
    },
  };
};
