/** Which part of a picture is seen: its centre in shares of the picture, and how much larger than fitted. */
export type Viewport = {
  /** 1 fits the picture into its place. */
  readonly scale: number;
  readonly centreX: number;
  readonly centreY: number;
};

export const FIT_VIEWPORT: Viewport = { scale: 1, centreX: 0.5, centreY: 0.5 };

export const MAX_ZOOM = 16;

const clamp = (value: number, least: number, most: number): number =>
  Math.min(Math.max(value, least), most);

/** Never smaller than fitted, and nothing beside the picture is seen. */
const clampViewport = ({ scale, centreX, centreY }: Viewport): Viewport => {
  const held = clamp(scale, 1, MAX_ZOOM);
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
export const zoomViewport = (zoom: Viewport, factor: number, x: number, y: number): Viewport => {
  const scale = clamp(zoom.scale * factor, 1, MAX_ZOOM);
  const kept = 1 / zoom.scale - 1 / scale;
  return clampViewport({
    scale,
    centreX: zoom.centreX + (x - 0.5) * kept,
    centreY: zoom.centreY + (y - 0.5) * kept,
  });
};

/** The picture moves by these shares of its place, as under a hand. */
export const panViewport = (zoom: Viewport, right: number, down: number): Viewport =>
  clampViewport({
    ...zoom,
    centreX: zoom.centreX - right / zoom.scale,
    centreY: zoom.centreY - down / zoom.scale,
  });

/** The share of the picture's width that is seen at this share of its place's width. */
export const imageShareAt = ({ scale, centreX }: Viewport, x: number): number =>
  clamp(centreX + (x - 0.5) / scale, 0, 1);
