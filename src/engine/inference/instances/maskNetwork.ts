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
   * Mask logits of each crop, [cropSize * cropSize] each: the mean of those of the crop and of its
   * mirror image, in runs of cropBatch of both. The Python twin is `masks_in_boxes`.
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
      const wrong = crops.find(({ pixels }) => pixels.length !== cropBytes);
      if (wrong !== undefined) {
        throw new RangeError(`A crop has ${wrong.pixels.length} bytes, not ${cropBytes}.`);
      }
      const rows = crops.flatMap((crop) => [crop, mirrorCrop(crop, cropSize)]);
      const logits: Float32Array<ArrayBuffer>[] = [];
      for (let first = 0; first < rows.length; first += cropBatch) {
        logits.push(...(await drawBatch(rows.slice(first, first + cropBatch))));
      }
      return crops.map((_, index) => {
        const [plain, mirrored] = logits.slice(2 * index, 2 * index + 2);
        return addMirrored(plain ?? new Float32Array(), mirrored ?? new Float32Array(), cropSize);
      });
    },
  };
};

const mirrorCrop = ({ pixels, box }: InstanceCrop, size: number): InstanceCrop => {
  const mirrored = new Uint8Array(pixels.length);
  for (let from = 0; from + 2 < pixels.length; from += 3) {
    const column = (from / 3) % size;
    const to = from + 3 * (size - 1 - 2 * column);
    mirrored[to] = pixels[from] ?? 0;
    mirrored[to + 1] = pixels[from + 1] ?? 0;
    mirrored[to + 2] = pixels[from + 2] ?? 0;
  }
  return { pixels: mirrored, box: [1 - box[2], box[1], 1 - box[0], box[3]] };
};

/** The mean of two maps, the second of which is mirrored. */
const addMirrored = (
  plain: Float32Array<ArrayBuffer>,
  mirrored: Float32Array,
  size: number,
): Float32Array<ArrayBuffer> =>
  plain.map((value, index) => {
    const opposite = index + size - 1 - 2 * (index % size);
    return (value + (mirrored[opposite] ?? value)) / 2;
  });
