import { encode } from 'fast-png';
import type { ImageSize } from '../../../../core/export/exportPlan.ts';
import { DAVIS_PALETTE } from '../../../../core/mask/palette.ts';
import { createArchiveExporter } from '../../archiveExporter.ts';
import type { ExportFrame } from '../../exportFrames.ts';
import { binarizeMask } from '../../layerMasks.ts';
import { LAYOUT_WRITERS } from './paletteLayouts.ts';

/** Annotations as data sets store them: palette PNGs, 0 is background, 1 the first object. */
export const palettePng = createArchiveExporter({
  needsPicture: () => false,
  open: (job) => {
    const layout = LAYOUT_WRITERS[job.options.settings.layout](job);
    return {
      encodeFrame: (frame) =>
        Promise.all(
          layout.images(frame).map(async ({ path, layers }) => ({
            name: path,
            input: encodePalettePng(await renderIndexMap(layers, frame), frame),
          })),
        ),
      finish: () => layout.finish(),
    };
  },
});

/** Each pixel the number of the topmost object there. */
const renderIndexMap = async (
  layers: ExportFrame['layers'],
  { width, height }: ImageSize,
): Promise<Uint8Array<ArrayBuffer>> => {
  const indices = new Uint8Array(width * height);
  const masks = await Promise.all(layers.map((layer) => layer.cover()));
  for (const [place, mask] of [...masks.entries()].toReversed()) {
    binarizeMask(mask).forEach((isInside, pixel) => {
      if (isInside === 1) {
        indices[pixel] = place + 1;
      }
    });
  }
  return indices;
};

const encodePalettePng = (
  data: Uint8Array,
  { width, height }: ImageSize,
): Uint8Array<ArrayBuffer> => {
  const palette = DAVIS_PALETTE.map((colour) => [...colour]);
  return new Uint8Array(encode({ width, height, data, channels: 1, depth: 8, palette }));
};
