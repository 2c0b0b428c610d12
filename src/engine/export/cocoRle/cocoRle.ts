import { encodeCocoRle } from '../../../core/cocoRle.ts';
import { maskArea, maskBounds } from '../../../core/maskStatistics.ts';
import { createArchiveExporter } from '../archive.ts';
import { fiveDigits } from '../archivePaths.ts';
import { insideMask } from '../layers.ts';
import { createCocoDocuments } from './documents.ts';

/**
 * Run lengths as JSON: `annotations.json` as the COCO API reads it, an image a frame, and
 * `ytvis.json` with the same masks by object, as YouTube-VIS has them. Frames without a thing are
 * images without annotation, so both know which frames were looked at.
 */
export const cocoRle = createArchiveExporter({
  wanted: (_, state) => state !== 'not-computed',
  needsPicture: () => false,
  open: (job) => {
    const documents = createCocoDocuments(job);
    return {
      encodeFrame: async ({ frameIndex, width, height, layers }) => {
        const masks = await Promise.all(
          layers.map(async (layer) => {
            const mask = insideMask(await layer.mask());
            const bounds = maskBounds(mask, width);
            return bounds === null
              ? null
              : { rle: encodeCocoRle(mask, width, height), area: maskArea(mask), bounds };
          }),
        );
        documents.add(`${fiveDigits(frameIndex)}.png`, masks);
        return [];
      },
      finish: () => documents.files(),
    };
  },
});
