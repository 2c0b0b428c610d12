import type { FrameLook } from '../../core/exportSettings.ts';
import type { Rgb } from '../../core/palette.ts';
import { blurPicture } from './blurPicture.ts';
import { cutOut } from './cutOut.ts';
import type { ExportFrame } from './exportFrames.ts';
import { insideMask, unionMask } from './layers.ts';

type Pixels = Uint8ClampedArray<ArrayBuffer>;

/** The green of chroma keys; keyers look for it first. */
export const KEY_GREEN: Rgb = [0, 177, 64];

/** One pixel of outline for so many pixels of width, as the preview draws it. */
const PIXELS_AN_OUTLINE = 640;
/** How much stronger than the fill the outline is. */
const OUTLINE_STRENGTH = 2;

type Look = (frame: ExportFrame, mask: Uint8Array, overlayOpacity: number) => Promise<Pixels>;

const LOOKS: Readonly<Record<FrameLook, Look>> = {
  matte: (_, mask) => Promise.resolve(matte(mask)),
  'cut-out': async (frame, mask) => cutOut(await frame.picture(), mask, 'straight'),
  green: async (frame, mask) => overBackground(await frame.picture(), mask, KEY_GREEN),
  blur: async (frame, mask) => {
    const picture = await frame.picture();
    return overBackground(picture, mask, blurPicture(picture, frame));
  },
  overlay: (frame, _, overlayOpacity) => overlay(frame, overlayOpacity),
};

/** What a frame shows in a look: RGBA, new; opaque but for a cut-out. */
export const composeLook = async (
  frame: ExportFrame,
  look: FrameLook,
  overlayOpacity: number,
): Promise<Pixels> =>
  LOOKS[look](frame, await unionMask(frame.layers, frame.width * frame.height), overlayOpacity);

/** Whether a look shows anything of the clip's picture in a frame where nothing is there. */
export const looksAtPicture = (look: FrameLook): boolean => look !== 'matte';

const matte = (mask: Uint8Array): Pixels => {
  const pixels = new Uint8ClampedArray(4 * mask.length).fill(255);
  for (const [pixel, cover] of insideMask(mask).entries()) {
    pixels.fill(255 * cover, 4 * pixel, 4 * pixel + 3);
  }
  return pixels;
};

/** The things before a colour or another picture; soft edges mix the two. */
const overBackground = (
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

const overlay = async (frame: ExportFrame, opacity: number): Promise<Pixels> => {
  const pixels = (await frame.picture()).slice();
  const { width } = frame;
  const outlineWidth = Math.max(1, Math.round(width / PIXELS_AN_OUTLINE));
  for (const { object, state, mask } of frame.layers.toReversed()) {
    if (state === 'present') {
      tint(pixels, insideMask(await mask()), {
        width,
        outlineWidth,
        colour: object.colour,
        opacity,
      });
    }
  }
  return pixels;
};

type Tint = {
  readonly width: number;
  readonly outlineWidth: number;
  readonly colour: Rgb;
  readonly opacity: number;
};

const tint = (
  pixels: Pixels,
  inside: Uint8Array,
  { width, outlineWidth, colour, opacity }: Tint,
): void => {
  const height = inside.length / width;
  const down = outlineWidth * width;
  const outline = Math.min(1, opacity * OUTLINE_STRENGTH);
  for (let pixel = 0; pixel < inside.length; pixel++) {
    if (inside[pixel] !== 1) {
      continue;
    }
    const x = pixel % width;
    const y = (pixel - x) / width;
    // The picture's own border is no edge of the thing.
    const isEdge =
      (x >= outlineWidth && inside[pixel - outlineWidth] === 0) ||
      (x < width - outlineWidth && inside[pixel + outlineWidth] === 0) ||
      (y >= outlineWidth && inside[pixel - down] === 0) ||
      (y < height - outlineWidth && inside[pixel + down] === 0);
    const strength = isEdge ? outline : opacity;
    for (let channel = 0; channel < 3; channel++) {
      const at = 4 * pixel + channel;
      const under = pixels[at] ?? 0;
      pixels[at] = under + ((colour[channel] ?? 0) - under) * strength;
    }
  }
};
