import { createOffscreenContext } from '../canvas/offscreenContext.ts';
import type { PictureLook } from './look.ts';

/** The objects in the colours of a negative, the rest as it is. */
export const objectInverted: PictureLook = {
  kind: 'picture',
  label: 'Object inverted',
  createPainter: (surface) => {
    const { width, height } = surface;
    const negative = createOffscreenContext(width, height, { alpha: false });
    negative.fillStyle = '#ffffff';
    return (layers, picture) => {
      negative.globalCompositeOperation = 'source-over';
      negative.drawImage(picture, 0, 0, width, height);
      // White minus the picture.
      negative.globalCompositeOperation = 'difference';
      negative.fillRect(0, 0, width, height);
      surface.paintPicture(picture);
      surface.paintCutOut(layers, negative.canvas);
    };
  },
};
