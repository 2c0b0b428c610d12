import { createArchiveExporter } from '../archiveExporter.ts';
import { archiveImages } from '../archivePaths.ts';
import { encodeGreyPng } from '../encodePng.ts';
import { binarizeMask, unionMask } from '../layerMasks.ts';

/** Binary mattes: 8-bit grey, 255 inside of objects, else 0. */
export const mattePng = createArchiveExporter({
  needsPicture: () => false,
  open: (job) => ({
    encodeFrame: (frame, number) =>
      Promise.all(
        archiveImages(job, frame, number).map(async ({ path, layers }) => {
          const inside = binarizeMask(await unionMask(layers, frame.width * frame.height));
          return {
            name: path,
            input: encodeGreyPng(
              inside.map((value) => ((value === 0) === job.options.settings.invertMatte ? 255 : 0)),
              frame,
            ),
          };
        }),
      ),
  }),
});
