import type { MaskLook } from './look.ts';

/** White objects on black, grey where an edge is soft. */
export const matte: MaskLook = {
  kind: 'mask',
  label: 'Matte',
  createPainter: (surface) => (layers) => {
    surface.fill('#000000');
    surface.paintUnion(layers);
  },
};
