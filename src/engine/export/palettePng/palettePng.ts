import { encode } from 'fast-png';
import type { PictureSize } from '../../../core/exportPlan.ts';
import { DAVIS_PALETTE } from '../../../core/palette.ts';
import { createArchiveExporter, wantedBySettings } from '../archive.ts';
import type { ExportFrame } from '../exportFrames.ts';
import { insideMask } from '../layers.ts';
import { LAYOUTS } from './layouts.ts';

/** Annotations as data sets store them: palette PNGs, 0 is background, 1 the first object. */
export const palettePng = createArchiveExporter({
  wanted: wantedBySettings,
  needsPicture: () => false,
  open: (job) => {
    const layout = LAYOUTS[job.options.settings.layout](job);
    return {
      encodeFrame: (frame) =>
        Promise.all(
          layout.pictures(frame).map(async ({ path, layers }) => ({
            name: path,
            input: encodePalettePng(await indexPicture(layers, frame), frame),
          })),
        ),
      finish: () => layout.finish(),
    };
  },
});

/** Each pixel the number of the topmost object there. */
const indexPicture = async (
  layers: ExportFrame['layers'],
  { width, height }: PictureSize,
): Promise<Uint8Array<ArrayBuffer>> => {
  const indices = new Uint8Array(width * height);
  const masks = await Promise.all(layers.map((layer) => layer.mask()));
  for (const [place, mask] of [...masks.entries()].toReversed()) {
    insideMask(mask).forEach((isInside, pixel) => {
      if (isInside === 1) {
        indices[pixel] = place + 1;
      }
    });
  }
  return indices;
};

const encodePalettePng = (
  data: Uint8Array,
  { width, height }: PictureSize,
): Uint8Array<ArrayBuffer> => {
  const palette = DAVIS_PALETTE.map((colour) => [...colour]);
  return new Uint8Array(encode({ width, height, data, channels: 1, depth: 8, palette }));
};
