import type { PictureLook } from './look.ts';

/** Alpha of the black over the background. */
const DIM_ALPHA = 0.75;

/** The objects before a darkened background. */
export const dimmed: PictureLook = {
  kind: 'picture',
  label: 'Background dimmed',
  createPainter: (surface) => (layers, picture) => {
    surface.paintPicture(picture);
    surface.fill(`rgb(0 0 0 / ${DIM_ALPHA})`);
    surface.paintCutOut(layers, picture);
  },
};
