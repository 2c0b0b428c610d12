import { createBlur } from './createBlur.ts';
import type { PictureLook } from './look.ts';

/** The objects before a background out of focus. */
export const blurred: PictureLook = {
  kind: 'picture',
  label: 'Background blurred',
  createPainter: (surface) => {
    const paintBlurred = createBlur(surface.context, surface.width, surface.height);
    return (layers, picture) => {
      paintBlurred(picture);
      surface.paintCutOut(layers, picture);
    };
  },
};
