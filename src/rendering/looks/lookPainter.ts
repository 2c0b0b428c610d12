import type { LookName } from '../../core/mask/lookNames.ts';
import type { PaintLook } from './look.ts';
import { LOOKS } from './looks.ts';
import type { LookSettings } from './lookSettings.ts';
import { createLookSurface, type LookContext, type RasterLayer } from './lookSurface.ts';

/** Paints frames on one canvas, in any look. */
type LookPainter = {
  /** @param layers the first is on top. */
  paint(picture: ImageBitmap, layers: readonly RasterLayer[], settings: LookSettings): void;
  paintOriginal(picture: ImageBitmap): void;
};

export const createLookPainter = (
  context: LookContext,
  width: number,
  height: number,
): LookPainter => {
  const surface = createLookSurface(context, width, height);
  const painters = new Map<LookName, PaintLook>();
  const painterOf = (look: LookName): PaintLook => {
    const painter = painters.get(look) ?? LOOKS[look].createPainter(surface);
    painters.set(look, painter);
    return painter;
  };
  return {
    paintOriginal: (picture) => surface.paintPicture(picture),
    paint(picture, layers, { look, wipe, backgroundColour }) {
      painterOf(look)(layers, picture, { backgroundColour });
      const edge = wipe === null ? 0 : Math.round(wipe * width);
      if (edge > 0) {
        const scale = picture.width / width;
        context.drawImage(picture, 0, 0, edge * scale, picture.height, 0, 0, edge, height);
      }
    },
  };
};
