import type { AlphaLook, RgbaPixels } from './look.ts';
import type { LookSurface } from './lookSurface.ts';
import { createOffscreenContext } from '../canvas/offscreenContext.ts';

/** Squares of the checkerboard along the picture's width. */
const CHECKER_SQUARES = 60;
const CHECKER_COLOURS = ['#ffffff', '#cccccc'] as const;

const createCheckerPattern = ({ context, width }: LookSurface): CanvasPattern => {
  const side = Math.max(2, Math.round(width / CHECKER_SQUARES));
  const tile = createOffscreenContext(2 * side, 2 * side, { alpha: false });
  const [light, dark] = CHECKER_COLOURS;
  tile.fillStyle = light;
  tile.fillRect(0, 0, 2 * side, 2 * side);
  tile.fillStyle = dark;
  tile.fillRect(0, 0, side, side);
  tile.fillRect(side, side, side, side);
  const pattern = context.createPattern(tile.canvas, 'repeat');
  if (pattern === null) {
    throw new Error('The browser gives no pattern.');
  }
  return pattern;
};

/**
 * The picture with coverage as its alpha. Pixels of alpha 0 are black, so that the removed background
 * is not in the file.
 * @param picture RGBA.
 * @param cover 0..255 a pixel.
 * @param alpha whether the colours are the picture's own, or multiplied by the alpha.
 */
export const renderCutOut = (
  picture: Uint8ClampedArray,
  cover: Uint8Array,
  alpha: 'straight' | 'premultiplied',
): RgbaPixels => {
  const rgba = new Uint8ClampedArray(picture.length);
  for (let pixel = 0; pixel < cover.length; pixel++) {
    const value = cover[pixel] ?? 0;
    if (value > 0) {
      const at = 4 * pixel;
      const scale = alpha === 'straight' ? 1 : value / 255;
      rgba[at] = (picture[at] ?? 0) * scale;
      rgba[at + 1] = (picture[at + 1] ?? 0) * scale;
      rgba[at + 2] = (picture[at + 2] ?? 0) * scale;
      rgba[at + 3] = value;
    }
  }
  return rgba;
};

/** The objects alone. */
export const cutOut: AlphaLook = {
  kind: 'alpha',
  label: 'Cut-out',
  createPainter: (surface) => {
    const checker = createCheckerPattern(surface);
    return (layers, picture) => {
      surface.fill(checker);
      surface.paintCutOut(layers, picture);
    };
  },
  render: (picture, cover) => renderCutOut(picture, cover, 'straight'),
};
