import type { PictureLook } from './look.ts';

/** The objects in colour before a grey background. */
export const grey: PictureLook = {
  kind: 'picture',
  label: 'Background grey',
  createPainter: (surface) => (layers, picture) => {
    surface.paintPicture(picture);
    surface.context.globalCompositeOperation = 'saturation';
    surface.fill('#808080');
    surface.context.globalCompositeOperation = 'source-over';
    surface.paintCutOut(layers, picture);
  },
};
