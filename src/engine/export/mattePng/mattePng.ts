import { createArchiveExporter, wantedBySettings } from '../archive.ts';
import { framePictures } from '../archivePaths.ts';
import { encodeGreyPng } from '../encodePng.ts';
import { insideMask, unionMask } from '../layers.ts';

/** Binary mattes: 8-bit grey, 255 where a thing is, else 0. */
export const mattePng = createArchiveExporter({
  wanted: wantedBySettings,
  needsPicture: () => false,
  open: (job) => ({
    encodeFrame: (frame, number) =>
      Promise.all(
        framePictures(job, frame, number).map(async ({ path, layers }) => {
          const inside = insideMask(await unionMask(layers, frame.width * frame.height));
          return {
            name: path,
            input: encodeGreyPng(
              inside.map((value) => 255 * value),
              frame,
            ),
          };
        }),
      ),
  }),
});
