import { compositeOver } from '../../core/mask/compositeOver.ts';
import type { ObjectPattern, Rgb } from '../../core/mask/palette.ts';
import { outlineWidthPixels, tintMask, type Tint } from '../../core/mask/tintMask.ts';
import { createOffscreenContext } from '../canvas/offscreenContext.ts';

/** The mask of one object in a frame, at the surface's size, and how it is marked. */
export type RasterLayer = {
  /** Zeros and ones, width * height. */
  readonly mask: Uint8Array;
  /** Coverage of each pixel, 0..255; null where the mask's edge is hard. */
  readonly cover: Uint8Array | null;
  readonly colour: Rgb;
  readonly pattern: ObjectPattern;
  /** Alpha of the overlay's fill, 0..1. */
  readonly opacity: number;
};

/** What looks need of a 2D context; the page's canvas and the worker's have it alike. */
export type LookContext = Pick<
  OffscreenCanvasRenderingContext2D,
  'createPattern' | 'drawImage' | 'fillRect' | 'fillStyle' | 'globalCompositeOperation'
>;

/** A canvas that looks are painted on, with the operations that several looks share. */
export type LookSurface = {
  readonly context: LookContext;
  readonly width: number;
  readonly height: number;
  paintPicture(picture: ImageBitmap): void;
  fill(style: string | CanvasPattern): void;
  /** Colours each object over what is painted, by the fill and outline that `strengthOf` gives. */
  paintTints(
    layers: readonly RasterLayer[],
    strengthOf: (layer: RasterLayer) => Pick<Tint, 'fill' | 'outline' | 'cover'>,
  ): void;
  /** White over what is painted, as opaque as the objects cover each pixel. */
  paintUnion(layers: readonly RasterLayer[]): void;
  /** A picture, stretched to the surface, over what is painted, as opaque as the objects cover each pixel. */
  paintCutOut(layers: readonly RasterLayer[], picture: CanvasImageSource): void;
};

/** All bits of a 32-bit pixel: white, opaque. */
const OPAQUE_WHITE = 0xffffffff;
const WHITE_RGB = 0x00ffffff;

export const createLookSurface = (
  context: LookContext,
  width: number,
  height: number,
): LookSurface => {
  const layer = createOffscreenContext(width, height);
  const image = new ImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  /** The next object, where there are several. */
  let above: Uint32Array | null = null;
  const outlineWidth = outlineWidthPixels(width);

  const addCover = (cover: Uint8Array): void => {
    for (let index = 0; index < cover.length; index++) {
      const alpha = Math.max(cover[index] ?? 0, (pixels[index] ?? 0) >>> 24);
      pixels[index] = ((alpha << 24) | WHITE_RGB) >>> 0;
    }
  };

  const drawUnion = (layers: readonly RasterLayer[]): void => {
    pixels.fill(0);
    for (const { cover } of layers) {
      if (cover) {
        addCover(cover);
      }
    }
    for (const { mask } of layers.filter(({ cover }) => cover === null)) {
      // Run by run: `indexOf` and `fill` are many times faster than a loop over pixels.
      for (let index = mask.indexOf(1); index >= 0; index = mask.indexOf(1, index)) {
        const end = mask.indexOf(0, index);
        const runEnd = end < 0 ? mask.length : end;
        pixels.fill(OPAQUE_WHITE, index, runEnd);
        index = runEnd;
      }
    }
    layer.putImageData(image, 0, 0);
  };

  return {
    context,
    width,
    height,
    paintPicture: (picture) => context.drawImage(picture, 0, 0, width, height),
    fill(style) {
      context.fillStyle = style;
      context.fillRect(0, 0, width, height);
    },
    paintTints(layers, strengthOf) {
      // Composed in memory, drawn once: a software GPU takes ten milliseconds for each drawing.
      for (const [position, object] of layers.toReversed().entries()) {
        const tint = { ...object, ...strengthOf(object), outlineWidth };
        if (position === 0) {
          tintMask(object.mask, width, pixels, tint);
        } else {
          above ??= new Uint32Array(pixels.length);
          tintMask(object.mask, width, above, tint);
          compositeOver(pixels, above);
        }
      }
      if (layers.length > 0) {
        layer.putImageData(image, 0, 0);
        context.drawImage(layer.canvas, 0, 0);
      }
    },
    paintUnion(layers) {
      drawUnion(layers);
      context.drawImage(layer.canvas, 0, 0);
    },
    paintCutOut(layers, picture) {
      drawUnion(layers);
      layer.globalCompositeOperation = 'source-in';
      layer.drawImage(picture, 0, 0, width, height);
      layer.globalCompositeOperation = 'source-over';
      context.drawImage(layer.canvas, 0, 0);
    },
  };
};
