import type { ImageSize } from '../../core/export/exportPlan.ts';
import type { LookName } from '../../core/mask/lookNames.ts';
import type { ExportOptions } from '../../protocol/exportRequests.ts';
import type { RgbaPixels } from '../../rendering/looks/look.ts';
import { LOOKS } from '../../rendering/looks/looks.ts';
import { createLookSurface, type RasterLayer } from '../../rendering/looks/lookSurface.ts';
import type { ExportFrame } from './exportFrames.ts';
import { unionMask } from './layerMasks.ts';
import { createOffscreenContext } from '../../rendering/canvas/offscreenContext.ts';

/** A frame in a look: RGBA, straight alpha, opaque but for a cut-out. Not reused between frames. */
export type LookRenderer = (frame: ExportFrame) => Promise<RgbaPixels>;

/** Whether a look shows the picture of frames in which nothing is present. */
export const showsEmptyFrames = (name: LookName): boolean => LOOKS[name].kind === 'picture';

const rasterLayers = ({ layers }: ExportFrame, opacity: number): Promise<readonly RasterLayer[]> =>
  Promise.all(
    layers
      .filter(({ state }) => state === 'present')
      .map(async ({ object: { colour, pattern }, raster }) => ({
        ...(await raster()),
        colour,
        pattern,
        opacity,
      })),
  );

/** Renders frames by the table of looks that the canvas paints with. */
export const createLookRenderer = (
  name: LookName,
  { width, height }: ImageSize,
  style: Pick<ExportOptions, 'overlayOpacity' | 'backgroundColour'>,
): LookRenderer => {
  const look = LOOKS[name];
  const { overlayOpacity } = style;
  if (look.kind === 'alpha') {
    return async (frame) =>
      frame.state === 'present'
        ? look.render(await frame.picture(), await unionMask(frame.layers, width * height))
        : new Uint8ClampedArray(4 * width * height);
  }
  const context = createOffscreenContext(width, height, {
    alpha: false,
    willReadFrequently: true,
  });
  const surface = createLookSurface(context, width, height);
  const readPixels = (): RgbaPixels => context.getImageData(0, 0, width, height).data;
  if (look.kind === 'mask') {
    const paint = look.createPainter(surface);
    return async (frame) => {
      paint(await rasterLayers(frame, overlayOpacity));
      return readPixels();
    };
  }
  const paint = look.createPainter(surface);
  return async (frame) => {
    paint(await rasterLayers(frame, overlayOpacity), await frame.bitmap(), style);
    return readPixels();
  };
};
