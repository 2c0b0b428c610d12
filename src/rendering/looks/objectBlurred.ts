import { createOffscreenContext } from '../canvas/offscreenContext.ts';
import { createBlur } from './createBlur.ts';
import type { PictureLook } from './look.ts';

/** The objects out of focus, the rest as it is: for faces and number plates. */
export const objectBlurred: PictureLook = {
  kind: 'picture',
  label: 'Object blurred',
  createPainter: (surface) => {
    const { width, height } = surface;
    const blurred = createOffscreenContext(width, height, { alpha: false });
    const paintBlurred = createBlur(blurred, width, height);
    return (layers, picture) => {
      paintBlurred(picture);
      surface.paintPicture(picture);
      surface.paintCutOut(layers, blurred.canvas);
    };
  },
};
