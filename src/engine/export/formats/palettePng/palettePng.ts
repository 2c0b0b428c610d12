import { encode } from 'fast-png';
import type { ImageSize } from '../../../../core/export/exportPlan.ts';
import { DAVIS_PALETTE } from '../../../../core/mask/palette.ts';
import { createArchiveExporter } from '../../archiveExporter.ts';
import { labelShapes, labelTracksOf } from '../../labelShapes.ts';
import { LAYOUT_WRITERS, type PaletteImage } from './paletteLayouts.ts';

/** Annotations as data sets store them: palette PNGs, 0 is background, 1 the first track. */
export const palettePng = createArchiveExporter({
  needsPicture: () => false,
  open: (job) => {
    const tracks = labelTracksOf(job);
    const layout = LAYOUT_WRITERS[job.options.settings.layout](job, tracks);
    return {
      encodeFrame: async (frame) => {
        const shapes = await labelShapes(job, tracks, frame, { largePartsOnly: false });
        return layout.images(frame, shapes).map(({ path, labels }) => ({
          name: path,
          input: encodePalettePng(renderIndexMap(labels, frame), frame),
        }));
      },
      finish: () => layout.finish(),
    };
  },
});

/** Each pixel the number of the topmost label there. */
const renderIndexMap = (
  labels: PaletteImage['labels'],
  { width, height }: ImageSize,
): Uint8Array<ArrayBuffer> => {
  const indices = new Uint8Array(width * height);
  for (const { mask, number } of labels.toReversed()) {
    mask.forEach((isInside, pixel) => {
      if (isInside === 1) {
        indices[pixel] = number;
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
