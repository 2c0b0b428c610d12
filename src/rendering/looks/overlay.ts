import { OUTLINE_ALPHA_FACTOR } from '../../core/mask/tintMask.ts';
import type { PictureLook } from './look.ts';

/** Each object filled with its colour and pattern, inside an outline. */
export const overlay: PictureLook = {
  kind: 'picture',
  label: 'Overlay',
  createPainter: (surface) => (layers, picture) => {
    surface.paintPicture(picture);
    surface.paintTints(layers, ({ opacity, cover }) => ({
      fill: opacity,
      outline: opacity * OUTLINE_ALPHA_FACTOR,
      cover,
    }));
  },
};
