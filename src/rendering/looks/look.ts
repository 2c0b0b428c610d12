import type { LookSurface, RasterLayer } from './lookSurface.ts';

/** RGBA, row by row, straight alpha. */
export type RgbaPixels = Uint8ClampedArray<ArrayBuffer>;

/** What a person sets of looks. */
export type LookStyle = {
  /** `#rrggbb`, behind the objects in the look that has a background colour. */
  readonly backgroundColour: string;
};

/** Paints one frame; every pixel of the surface is written. The first layer is on top. */
export type PaintLook = (
  layers: readonly RasterLayer[],
  picture: ImageBitmap,
  style: LookStyle,
) => void;

/** An opaque look that shows the picture. */
export type PictureLook = {
  readonly kind: 'picture';
  readonly label: string;
  /** Called once for a surface, so that a look can keep what it needs for every frame. */
  createPainter(surface: LookSurface): PaintLook;
};

/** An opaque look of the masks alone: frames without objects need not be decoded for it. */
export type MaskLook = {
  readonly kind: 'mask';
  readonly label: string;
  createPainter(surface: LookSurface): (layers: readonly RasterLayer[]) => void;
};

/** A look with transparent pixels. */
export type AlphaLook = {
  readonly kind: 'alpha';
  readonly label: string;
  /** For the screen, over a checkerboard. */
  createPainter(surface: LookSurface): PaintLook;
  /**
   * For files: a canvas stores premultiplied colours, and loses them under partial alpha.
   * @param picture RGBA, opaque.
   * @param cover of all objects together, 0..255 a pixel.
   */
  render(picture: Uint8ClampedArray, cover: Uint8Array): RgbaPixels;
};

export type OpaqueLook = PictureLook | MaskLook;
