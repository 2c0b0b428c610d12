import type { InstanceManifest } from '../../../core/model/manifestInstances.ts';
import { createMutex } from '../../../core/util/mutex.ts';
import { createByteBudgetCache } from '../../inference/instances/byteBudgetCache.ts';
import type { Box } from '../../../core/mask/boxes.ts';
import type { InstanceCrop, MaskNetwork } from '../../inference/instances/maskNetwork.ts';
import { boxInSquare, cropSquare, visiblePart } from './cropSquare.ts';
import type { FrameSize, PixelRectangle, Square } from './cropSquare.ts';
import { cutSquare } from './cutSquare.ts';
import type { RgbaRegion } from './cutSquare.ts';
import type { CropMask } from './pasteMask.ts';

/** An instance of a frame whose mask is wanted. */
type MaskedInstance = { readonly box: Box };

/** The decoded frame at its own size. */
export type FramePixels = FrameSize & {
  /** RGBA of a part of the frame. */
  read(part: PixelRectangle): RgbaRegion;
};

/** Masks by frame and box: each is computed at most once while it is cached. */
export type InstanceMasks = {
  /**
   * The masks of instances, in their order.
   * @param frameKey names the frame, also between clips
   * @param open decodes the frame; called only when a mask is missing
   * @throws EarmarkError those of the mask network; what `open` throws.
   */
  drawMasks(
    frameKey: string,
    instances: readonly MaskedInstance[],
    open: () => Promise<FramePixels>,
  ): Promise<CropMask[]>;
  readonly count: number;
  readonly bytes: number;
  clear(): void;
};

const maskKey = (frameKey: string, box: Box): string => `${frameKey}/${box.join()}`;

export const createInstanceMasks = (
  network: MaskNetwork,
  { sizes, cropContext }: Pick<InstanceManifest, 'sizes' | 'cropContext'>,
  budgetBytes: number,
): InstanceMasks => {
  const cache = createByteBudgetCache<string, CropMask>(
    budgetBytes,
    ({ logits }) => logits.byteLength,
  );
  const mutex = createMutex();

  const drawMissing = async (
    frameKey: string,
    missing: readonly MaskedInstance[],
    frame: FramePixels,
  ) => {
    const cut = missing.map(({ box }) => {
      const square = cropSquare(box, frame, cropContext);
      return { box, square, crop: cutCrop(frame, box, square, sizes.cropSize) };
    });
    const logits = await network.drawMasks(cut.map(({ crop }) => crop));
    return cut.map(({ box, square }, index) => ({
      key: maskKey(frameKey, box),
      mask: { square, logits: logits[index] ?? new Float32Array() },
    }));
  };

  return {
    drawMasks: (frameKey, instances, open) =>
      // One frame at a time: two queries may want the same masks.
      mutex.run(async () => {
        const masks = new Map<string, CropMask>();
        const missing: MaskedInstance[] = [];
        for (const instance of instances) {
          const key = maskKey(frameKey, instance.box);
          const mask = cache.get(key);
          if (mask === undefined) {
            missing.push(instance);
          } else {
            masks.set(key, mask);
          }
        }
        for (const { key, mask } of missing.length > 0
          ? await drawMissing(frameKey, missing, await open())
          : []) {
          masks.set(key, mask);
          cache.set(key, mask);
        }
        return instances.flatMap(({ box }) => masks.get(maskKey(frameKey, box)) ?? []);
      }),
    get count() {
      return cache.count;
    },
    get bytes() {
      return cache.bytes;
    },
    clear: () => cache.clear(),
  };
};

const NO_PIXELS: RgbaRegion = { left: 0, top: 0, width: 0, height: 0, data: new Uint8Array() };

const cutCrop = (frame: FramePixels, box: Box, square: Square, cropSize: number): InstanceCrop => {
  const part = visiblePart(square, frame);
  return {
    pixels: cutSquare(part === null ? NO_PIXELS : frame.read(part), square, cropSize),
    box: boxInSquare(box, frame, square),
  };
};
