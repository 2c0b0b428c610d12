import { createOffscreenContext } from '../canvas/offscreenContext.ts';
import type { PictureLook } from './look.ts';

/** The objects black, the rest as it is. */
export const objectBlackened: PictureLook = {
  kind: 'picture',
  label: 'Object black',
  createPainter: (surface) => {
    const black = createOffscreenContext(1, 1, { alpha: false });
    black.fillStyle = '#000000';
    black.fillRect(0, 0, 1, 1);
    return (layers, picture) => {
      surface.paintPicture(picture);
      surface.paintCutOut(layers, black.canvas);
    };
  },
};
