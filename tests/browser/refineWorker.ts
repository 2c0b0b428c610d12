import type { MaskRaster } from '../../src/core/rasterizeMask.ts';
import { createMaskRefiner } from '../../src/matte/maskRefiner.ts';

/** The engine's side of a test: refines what it is sent, as an exporter does. */
const refiner = createMaskRefiner();

type Asked = { readonly raster: MaskRaster; readonly picture: ImageBitmap };

addEventListener('message', ({ data }: MessageEvent<Asked>) => {
  postMessage(refiner.refine(data.raster, data.picture));
});
