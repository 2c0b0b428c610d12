import type { UpsampleInput } from '../../src/core/mask/upsampleMask.ts';
import { createMaskRefiner } from '../../src/rendering/edges/maskRefiner.ts';

/** The engine's side of a test: refines what it is sent, as an exporter does. */
const refiner = createMaskRefiner();

type RefineRequest = { readonly raster: UpsampleInput; readonly picture: ImageBitmap };

addEventListener('message', ({ data }: MessageEvent<RefineRequest>) => {
  postMessage(refiner.refine(data.raster, data.picture));
});
