import { graphsOf } from '../../../core/model/manifestInstanceGraphs.ts';
import type { InstanceSizes } from '../../../core/model/manifestInstances.ts';
import { takeFloats } from '../tensors.ts';
import type { Box } from '../../../core/mask/boxes.ts';
import { paddedTensor, pixelTensor } from './instanceGraphSession.ts';
import type { InstanceGraphSession } from './instanceGraphSession.ts';

/** Grey of crop pixels beyond the frame; the mask network reads it as zero. */
export const GREY_BEYOND_FRAME = 127;

/** One instance as the mask network reads it. */
export type InstanceCrop = {
  /** RGB, cropSize * cropSize * 3 bytes. */
  readonly pixels: Uint8Array;
  /** In 0..1 of the crop. */
  readonly box: Box;
};

export type MaskNetwork = {
  /**
   * Mask logits of each crop, [cropSize * cropSize] each; runs of cropBatch crops.
   * @throws EarmarkError those of the session; RangeError when a crop has another size.
   */
  drawMasks(crops: readonly InstanceCrop[]): Promise<Float32Array<ArrayBuffer>[]>;
};

/** The box of rows that hold no crop. */
const UNUSED_BOX: Box = [0.2, 0.2, 0.8, 0.8];

export const createMaskNetwork = (
  session: InstanceGraphSession<'mask_network'>,
  { cropSize, cropBatch, ...sizes }: InstanceSizes,
): MaskNetwork => {
  const { inputs } = graphsOf({ cropSize, cropBatch, ...sizes }).mask_network;
  const cropBytes = cropSize * cropSize * 3;
  const cropPixels = cropSize * cropSize;

  const drawBatch = async (
    crops: readonly InstanceCrop[],
  ): Promise<Float32Array<ArrayBuffer>[]> => {
    const pixels = new Uint8Array(cropBatch * cropBytes).fill(GREY_BEYOND_FRAME);
    const boxes = new Float32Array(cropBatch * 4);
    for (let row = 0; row < cropBatch; row++) {
      const crop = crops[row];
      boxes.set(crop?.box ?? UNUSED_BOX, row * 4);
      if (crop !== undefined) {
        if (crop.pixels.length !== cropBytes) {
          throw new RangeError(`A crop has ${crop.pixels.length} bytes, not ${cropBytes}.`);
        }
        pixels.set(crop.pixels, row * cropBytes);
      }
    }
    const outputs = await session.run(
      { crops: pixelTensor(pixels, inputs.crops), boxes: paddedTensor(boxes, inputs.boxes) },
      ['mask_logits'],
    );
    const logits = await takeFloats(outputs.mask_logits);
    return crops.map((_, row) => logits.slice(row * cropPixels, (row + 1) * cropPixels));
  };

  return {
    drawMasks: async (crops) => {
      const masks: Float32Array<ArrayBuffer>[] = [];
      for (let first = 0; first < crops.length; first += cropBatch) {
        masks.push(...(await drawBatch(crops.slice(first, first + cropBatch))));
      }
      return masks;
    },
  };
};
