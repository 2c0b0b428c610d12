import { compositeOver } from '../../core/mask/compositeOver.ts';
import type { ObjectPattern, Rgb } from '../../core/mask/palette.ts';
import {
  outlineWidthPixels,
  OUTLINE_ALPHA_FACTOR,
  tintMask,
  type Tint,
} from '../../core/mask/tintMask.ts';
import { createImageBlur, type ImageBlur } from './imageBlur.ts';
import type { LookSettings, CanvasLookName } from './look.ts';

/** One thing in the picture and how it is marked. */
export type RasterLayer = {
  /** Zeros and ones, at the canvas's size. */
  readonly mask: Uint8Array;
  /** How much of each pixel is covered, 0..255; null where the mask's edge is hard. */
  readonly cover: Uint8Array | null;
  readonly colour: Rgb;
  readonly pattern: ObjectPattern;
  /** 0..1 of the overlay's fill. */
  readonly opacity: number;
};

/** Draws pictures and things in any look; the first thing is on top. */
export type LookPainter = {
  paint(bitmap: ImageBitmap, objects: readonly RasterLayer[], look: LookSettings): void;
  paintOriginal(bitmap: ImageBitmap): void;
};

/** The picture is so many squares of the checker wide. */
const CHECKER_SQUARES = 60;
const CHECKER_COLOURS = ['#ffffff', '#cccccc'] as const;
const DIM_STRENGTH = 0.75;
/** All bits of a 32-bit pixel: white, opaque. */
const OPAQUE_WHITE = 0xffffffff;
const WHITE_RGB = 0x00ffffff;

export const createLookPainter = (canvas: HTMLCanvasElement): LookPainter => {
  const { width, height } = canvas;
  const context = canvas.getContext('2d', { alpha: false });
  const layer = new OffscreenCanvas(width, height).getContext('2d');
  if (!context || !layer) {
    throw new Error('The browser gives no 2D canvas.');
  }
  const image = new ImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  /** One thing at a time, where there are several. */
  let above: Uint32Array | null = null;
  const outlineWidth = outlineWidthPixels(width);
  let blur: ImageBlur | null = null;
  let checker: CanvasPattern | null = null;

  const paintOriginal = (bitmap: ImageBitmap): void =>
    context.drawImage(bitmap, 0, 0, width, height);

  const fill = (style: string | CanvasPattern): void => {
    context.fillStyle = style;
    context.fillRect(0, 0, width, height);
  };

  const tint = (
    objects: readonly RasterLayer[],
    strengths: (object: RasterLayer) => Pick<Tint, 'fill' | 'outline' | 'cover'>,
  ): void => {
    // All on one layer: a software GPU takes ten milliseconds for each.
    for (const [position, object] of objects.toReversed().entries()) {
      const look = { ...object, ...strengths(object), outlineWidth };
      if (position === 0) {
        tintMask(object.mask, width, pixels, look);
      } else {
        above ??= new Uint32Array(pixels.length);
        tintMask(object.mask, width, above, look);
        compositeOver(pixels, above);
      }
    }
    if (objects.length > 0) {
      layer.putImageData(image, 0, 0);
      context.drawImage(layer.canvas, 0, 0);
    }
  };

  /** White, as opaque as the pixel is covered. */
  const putCover = (cover: Uint8Array): void => {
    for (let index = 0; index < cover.length; index++) {
      const alpha = Math.max(cover[index] ?? 0, (pixels[index] ?? 0) >>> 24);
      pixels[index] = ((alpha << 24) | WHITE_RGB) >>> 0;
    }
  };

  /** White where any thing is, and nothing elsewhere. */
  const putUnion = (objects: readonly RasterLayer[]): void => {
    pixels.fill(0);
    for (const { cover } of objects) {
      if (cover) {
        putCover(cover);
      }
    }
    for (const { mask } of objects.filter(({ cover }) => cover === null)) {
      for (let index = mask.indexOf(1); index >= 0; index = mask.indexOf(1, index)) {
        const end = mask.indexOf(0, index);
        const runEnd = end < 0 ? mask.length : end;
        pixels.fill(OPAQUE_WHITE, index, runEnd);
        index = runEnd;
      }
    }
    layer.putImageData(image, 0, 0);
  };

  const paintCutOut = (bitmap: ImageBitmap, objects: readonly RasterLayer[]): void => {
    putUnion(objects);
    layer.globalCompositeOperation = 'source-in';
    layer.drawImage(bitmap, 0, 0, width, height);
    layer.globalCompositeOperation = 'source-over';
    context.drawImage(layer.canvas, 0, 0);
  };

  const backgrounds: Readonly<
    Record<Exclude<CanvasLookName, 'overlay' | 'outline' | 'matte'>, (bitmap: ImageBitmap) => void>
  > = {
    'cut-out': () => {
      checker ??= createCheckerPattern(context);
      fill(checker);
    },
    dimmed: (bitmap) => {
      paintOriginal(bitmap);
      fill(`rgb(0 0 0 / ${DIM_STRENGTH})`);
    },
    blurred: (bitmap) => {
      blur ??= createImageBlur(width, height);
      blur(context, bitmap);
    },
    grey: (bitmap) => {
      paintOriginal(bitmap);
      context.globalCompositeOperation = 'saturation';
      fill('#808080');
      context.globalCompositeOperation = 'source-over';
    },
  };

  const paintLook = (
    view: CanvasLookName,
    bitmap: ImageBitmap,
    objects: readonly RasterLayer[],
  ): void => {
    switch (view) {
      case 'overlay':
        paintOriginal(bitmap);
        tint(objects, ({ opacity }) => ({
          fill: opacity,
          outline: opacity * OUTLINE_ALPHA_FACTOR,
        }));
        return;
      case 'outline':
        paintOriginal(bitmap);
        // A line around a feathered thing stands where its hard edge would be.
        tint(objects, () => ({ fill: 0, outline: 1, cover: null }));
        return;
      case 'matte':
        fill('#000000');
        putUnion(objects);
        context.drawImage(layer.canvas, 0, 0);
        return;
      default:
        backgrounds[view](bitmap);
        paintCutOut(bitmap, objects);
    }
  };

  return {
    paintOriginal,
    paint(bitmap, objects, { look: view, wipe }) {
      paintLook(view, bitmap, objects);
      const edge = wipe === null ? 0 : Math.round(wipe * width);
      if (edge > 0) {
        const share = bitmap.width / width;
        context.drawImage(bitmap, 0, 0, edge * share, bitmap.height, 0, 0, edge, height);
      }
    },
  };
};

const createCheckerPattern = (context: CanvasRenderingContext2D): CanvasPattern => {
  const side = Math.max(2, Math.round(context.canvas.width / CHECKER_SQUARES));
  const tile = new OffscreenCanvas(2 * side, 2 * side);
  const tileContext = tile.getContext('2d', { alpha: false });
  const [light, dark] = CHECKER_COLOURS;
  if (tileContext) {
    tileContext.fillStyle = light;
    tileContext.fillRect(0, 0, 2 * side, 2 * side);
    tileContext.fillStyle = dark;
    tileContext.fillRect(0, 0, side, side);
    tileContext.fillRect(side, side, side, side);
  }
  const pattern = context.createPattern(tile, 'repeat');
  if (pattern === null) {
    throw new Error('The browser gives no pattern.');
  }
  return pattern;
};
