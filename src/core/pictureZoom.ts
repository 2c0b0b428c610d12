/** Which part of a picture is seen: its centre in shares of the picture, and how much larger than fitted. */
export type PictureZoom = {
  /** 1 fits the picture into its place. */
  readonly scale: number;
  readonly centreX: number;
  readonly centreY: number;
};

export const FITTED: PictureZoom = { scale: 1, centreX: 0.5, centreY: 0.5 };

export const MOST_SCALE = 16;

const clamp = (value: number, least: number, most: number): number =>
  Math.min(Math.max(value, least), most);

/** Never smaller than fitted, and nothing beside the picture is seen. */
const inside = ({ scale, centreX, centreY }: PictureZoom): PictureZoom => {
  const held = clamp(scale, 1, MOST_SCALE);
  const margin = 0.5 / held;
  return {
    scale: held,
    centreX: clamp(centreX, margin, 1 - margin),
    centreY: clamp(centreY, margin, 1 - margin),
  };
};

/**
 * Closer (factor above 1) or farther, while the point under (x, y) stays where it is.
 * @param x share of the place's width, 0 at its left; as y.
 */
export const zoomedPicture = (
  zoom: PictureZoom,
  factor: number,
  x: number,
  y: number,
): PictureZoom => {
  const scale = clamp(zoom.scale * factor, 1, MOST_SCALE);
  const kept = 1 / zoom.scale - 1 / scale;
  return inside({
    scale,
    centreX: zoom.centreX + (x - 0.5) * kept,
    centreY: zoom.centreY + (y - 0.5) * kept,
  });
};

/** The picture moves by these shares of its place, as under a hand. */
export const pannedPicture = (zoom: PictureZoom, right: number, down: number): PictureZoom =>
  inside({
    ...zoom,
    centreX: zoom.centreX - right / zoom.scale,
    centreY: zoom.centreY - down / zoom.scale,
  });

/** The share of the picture's width that is seen at this share of its place's width. */
export const pictureShareAt = ({ scale, centreX }: PictureZoom, x: number): number =>
  clamp(centreX + (x - 0.5) / scale, 0, 1);
