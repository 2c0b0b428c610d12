import type { PictureLook } from './look.ts';

/** A line around each object. Around a feathered one it runs where the hard edge would be. */
export const outline: PictureLook = {
  kind: 'picture',
  label: 'Outline',
  createPainter: (surface) => (layers, picture) => {
    surface.paintPicture(picture);
    surface.paintTints(layers, () => ({ fill: 0, outline: 1, cover: null }));
  },
};
