import { createArchiveExporter } from '../archiveExporter.ts';
import { archiveImages } from '../archivePaths.ts';
import { renderCutOut } from '../../../rendering/looks/cutOut.ts';
import { encodeRgbaPng } from '../encodePng.ts';
import { unionMask } from '../layerMasks.ts';

/** The objects cut out: RGBA, transparent elsewhere. */
export const rgbaPng = createArchiveExporter({
  needsPicture: (state) => state === 'present',
  open: (job) => ({
    encodeFrame: (frame, number) =>
      Promise.all(
        archiveImages(job, frame, number).map(async ({ path, layers }) => {
          const mask = await unionMask(layers, frame.width * frame.height);
          const rgba = layers.some(({ state }) => state === 'present')
            ? renderCutOut(await frame.picture(), mask, job.options.settings.alpha)
            : new Uint8ClampedArray(4 * mask.length);
          return { name: path, input: await encodeRgbaPng(rgba, frame) };
        }),
      ),
  }),
});
