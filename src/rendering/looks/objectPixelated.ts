import { createOffscreenContext } from '../canvas/offscreenContext.ts';
import type { PictureLook } from './look.ts';

/** Squares along the picture's longer side: two or three across a face that fills a tenth of it. */
const SQUARES = 24;

/** The objects in coarse squares, the rest as it is. */
export const objectPixelated: PictureLook = {
  kind: 'picture',
  label: 'Object pixelated',
  createPainter: (surface) => {
    const { width, height } = surface;
    const side = Math.max(2, Math.round(Math.max(width, height) / SQUARES));
    const columns = Math.ceil(width / side);
    const rows = Math.ceil(height / side);
    const coarse = createOffscreenContext(columns, rows, { alpha: false });
    // The mean of a square's pixels: halving steps, which a single large one would skip pixels of.
    coarse.imageSmoothingQuality = 'high';
    const squares = createOffscreenContext(width, height, { alpha: false });
    squares.imageSmoothingEnabled = false;
    return (layers, picture) => {
      coarse.drawImage(picture, 0, 0, width / side, height / side);
      squares.drawImage(coarse.canvas, 0, 0, columns * side, rows * side);
      surface.paintPicture(picture);
      surface.paintCutOut(layers, squares.canvas);
    };
  },
};
