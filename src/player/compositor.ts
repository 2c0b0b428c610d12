import { maskArea } from '../core/maskStatistics.ts';
import type { ObjectPattern, Rgb } from '../core/palette.ts';
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
  readonly pattern: ObjectPattern;
};

export type Compositor = {
  /**
   * Draws a frame and masks of the same frame in one call, the first overlay on top.
   * @returns share of the picture that each mask covers, 0..1.
   * @throws RangeError when a mask is another frame's.
   */
  draw(picture: Picture, overlays: readonly Overlay[]): number[];
};

type Raster = { readonly mask: Uint8Array; readonly share: number };

/** About a megabyte each at 1280 x 720; a few objects on a few frames. */
const KEPT_RASTERS = 24;
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
    draw({ frameIndex, bitmap }, overlays) {
      if (overlays.some(({ mask }) => mask.frameIndex !== frameIndex)) {
        throw new RangeError('A mask is drawn on its own frame only.');
      }
      context.drawImage(bitmap, 0, 0, width, height);
      const outlineWidth = Math.max(1, Math.round(width / PIXELS_AN_OUTLINE));
      const rasterised = overlays.map((overlay) => ({
        overlay,
        raster: rasterOf(overlay.mask, overlay.maskThreshold),
      }));
      for (const { overlay, raster } of rasterised.toReversed()) {
        const { colour, opacity, pattern } = overlay;
        tintMask(raster.mask, width, pixels, { colour, opacity, outlineWidth, pattern });
        layerContext.putImageData(image, 0, 0);
        context.drawImage(layer, 0, 0);
      }
      return rasterised.map(({ raster }) => raster.share);
    },
  };
};
