import type { PictureLook } from './look.ts';

/** The objects before a colour of one's own. */
export const colour: PictureLook = {
  kind: 'picture',
  label: 'Background colour',
  createPainter:
    (surface) =>
    (layers, picture, { backgroundColour }) => {
      surface.fill(backgroundColour);
      surface.paintCutOut(layers, picture);
    },
};
