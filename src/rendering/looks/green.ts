import type { Rgb } from '../../core/mask/palette.ts';
import type { PictureLook } from './look.ts';

/** The green of chroma keys, which keyers expect. */
export const KEY_GREEN: Rgb = [0, 177, 64];

/** The objects before green, for a chroma key. */
export const green: PictureLook = {
  kind: 'picture',
  label: 'Green screen',
  createPainter: (surface) => (layers, picture) => {
    surface.fill(`rgb(${KEY_GREEN.join(' ')})`);
    surface.paintCutOut(layers, picture);
  },
};
