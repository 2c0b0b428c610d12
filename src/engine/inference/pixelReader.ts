/** The part of a decoded frame that the model needs. */
export type DrawableFrame = {
  /** Draws the whole frame, stretched to the rectangle from 0, 0. */
  draw(context: OffscreenCanvasRenderingContext2D, width: number, height: number): void;
};

type PixelReader = {
  /** RGB of the picture stretched to side x side; the array is reused by the next call. */
  read(picture: DrawableFrame): Uint8Array<ArrayBuffer>;
};

/** Reads pictures for a graph through one canvas. @param side of the square that it reads. */
export const createPixelReader = (side: number): PixelReader => {
  const canvas = new OffscreenCanvas(side, side);
  const context = canvas.getContext('2d', { willReadFrequently: true, alpha: false });
  if (context === null) {
    throw new Error('No 2D canvas could be made.');
  }
  context.imageSmoothingQuality = 'medium';
  const rgb = new Uint8Array(side * side * 3);
  return {
    read: (picture) => {
      picture.draw(context, side, side);
      const rgba = context.getImageData(0, 0, side, side).data;
      for (let from = 0, to = 0; to < rgb.length; from += 4, to += 3) {
        rgb[to] = rgba[from] ?? 0;
        rgb[to + 1] = rgba[from + 1] ?? 0;
        rgb[to + 2] = rgba[from + 2] ?? 0;
      }
      return rgb;
    },
  };
};
