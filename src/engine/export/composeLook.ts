import type { FrameLook } from '../../core/export/exportSettings.ts';
import type { ImageSize } from '../../core/export/exportPlan.ts';
import type { Rgb } from '../../core/mask/palette.ts';
import { outlineWidthPixels, OUTLINE_ALPHA_FACTOR, tintMask } from '../../core/mask/tintMask.ts';
import { createImageBlur } from '../../rendering/looks/imageBlur.ts';
import { cutOut } from '../../rendering/looks/cutOut.ts';
import type { ExportFrame } from './exportFrames.ts';
import { binarizeMask, unionMask } from './layerMasks.ts';

type Pixels = Uint8ClampedArray<ArrayBuffer>;

/** The green of chroma keys; keyers look for it first. */
export const KEY_GREEN: Rgb = [0, 177, 64];

type ComposeLook = (
  frame: ExportFrame,
  mask: Uint8Array,
  overlayOpacity: number,
) => Promise<Pixels>;

const LOOKS: Readonly<Record<FrameLook, ComposeLook>> = {
  matte: (_, mask) => Promise.resolve(renderMatte(mask)),
  'cut-out': async (frame, mask) => cutOut(await frame.picture(), mask, 'straight'),
  green: async (frame, mask) => compositeOverBackground(await frame.picture(), mask, KEY_GREEN),
  blur: async (frame, mask) => {
    const picture = await frame.picture();
    return compositeOverBackground(picture, mask, blurPicture(picture, frame));
  },
  overlay: (frame, _, overlayOpacity) => drawOverlay(frame, overlayOpacity),
};

/** What a frame shows in a look: RGBA, new; opaque but for a cut-out. */
export const composeLook = async (
  frame: ExportFrame,
  look: FrameLook,
  overlayOpacity: number,
): Promise<Pixels> =>
  LOOKS[look](frame, await unionMask(frame.layers, frame.width * frame.height), overlayOpacity);

/** Whether a look shows anything of the clip's picture in a frame where nothing is there. */
export const showsPicture = (look: FrameLook): boolean => look !== 'matte';

const renderMatte = (mask: Uint8Array): Pixels => {
  const pixels = new Uint8ClampedArray(4 * mask.length).fill(255);
  for (const [pixel, cover] of binarizeMask(mask).entries()) {
    pixels.fill(255 * cover, 4 * pixel, 4 * pixel + 3);
  }
  return pixels;
};

/** The things before a colour or another picture; soft edges mix the two. */
const compositeOverBackground = (
  picture: Uint8ClampedArray,
  mask: Uint8Array,
  background: Rgb | Uint8ClampedArray,
): Pixels => {
  const pixels = new Uint8ClampedArray(picture.length).fill(255);
  const isColour = background.length === 3;
  for (let pixel = 0; pixel < mask.length; pixel++) {
    const cover = (mask[pixel] ?? 0) / 255;
    const at = 4 * pixel;
    for (let channel = 0; channel < 3; channel++) {
      const behind = background[isColour ? channel : at + channel] ?? 0;
      pixels[at + channel] = behind + ((picture[at + channel] ?? 0) - behind) * cover;
    }
  }
  return pixels;
};

/** As the preview paints it. */
const drawOverlay = async (frame: ExportFrame, opacity: number): Promise<Pixels> => {
  const { width, height } = frame;
  const context = create2dContext(frame);
  context.putImageData(new ImageData(await frame.picture(), width, height), 0, 0);
  const layer = create2dContext(frame);
  const image = new ImageData(width, height);
  const words = new Uint32Array(image.data.buffer);
  const strength = {
    fill: opacity,
    outline: opacity * OUTLINE_ALPHA_FACTOR,
    outlineWidth: outlineWidthPixels(width),
  };
  for (const { object, state, mask } of frame.layers.toReversed()) {
    if (state === 'present') {
      const cover = await mask();
      const isSoft = object.finish.featherPixels > 0;
      const tint = { ...object, ...strength, cover: isSoft ? cover : null };
      tintMask(isSoft ? cover : binarizeMask(cover), width, words, tint);
      layer.putImageData(image, 0, 0);
      context.drawImage(layer.canvas, 0, 0);
    }
  }
  return context.getImageData(0, 0, width, height).data;
};

const blurPicture = (picture: Pixels, { width, height }: ImageSize): Pixels => {
  const sharp = create2dContext({ width, height });
  sharp.putImageData(new ImageData(picture, width, height), 0, 0);
  const soft = create2dContext({ width, height });
  createImageBlur(width, height)(soft, sharp.canvas);
  return soft.getImageData(0, 0, width, height).data;
};

const create2dContext = ({ width, height }: ImageSize): OffscreenCanvasRenderingContext2D => {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (context === null) {
    throw new Error('No 2D canvas could be made.');
  }
  return context;
};
