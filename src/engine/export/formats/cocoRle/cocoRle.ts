import { encodeCocoRle } from '../../../../core/mask/cocoRle.ts';
import { maskArea, maskBounds } from '../../../../core/mask/maskStatistics.ts';
import { createArchiveExporter } from '../../archiveExporter.ts';
import { padFrameIndex } from '../../archivePaths.ts';
import { binarizeMask } from '../../layerMasks.ts';
import { createCocoDocuments } from './cocoDocuments.ts';

/**
 * Run lengths as JSON: `annotations.json` as the COCO API reads it, an image a frame, and
 * `ytvis.json` with the same masks by object, as YouTube-VIS has them. Computed frames without an
 * object are images without annotations, so both list every computed frame.
 */
export const cocoRle = createArchiveExporter({
  needsPicture: () => false,
  open: (job) => {
    const documents = createCocoDocuments(job);
    return {
      encodeFrame: async ({ frameIndex, width, height, layers }) => {
        const masks = await Promise.all(
          layers.map(async (layer) => {
            const mask = binarizeMask(await layer.cover());
            const bounds = maskBounds(mask, width);
            return bounds === null
              ? null
              : { rle: encodeCocoRle(mask, width, height), area: maskArea(mask), bounds };
          }),
        );
        documents.add(`${padFrameIndex(frameIndex)}.png`, masks);
        return [];
      },
      finish: () => documents.files(),
    };
  },
});
