/** The visible part of a picture: its centre in shares of the picture, and its scale. */
export type Viewport = {
  /** 1 fits the picture into its place. */
  readonly scale: number;
  readonly centreX: number;
  readonly centreY: number;
};

export const FIT_VIEWPORT: Viewport = { scale: 1, centreX: 0.5, centreY: 0.5 };

export const MAX_ZOOM = 16;

/** What moves and scales a layer over the whole picture, as CSS. */
export const cssTransformOf = ({ scale, centreX, centreY }: Viewport): string =>
  `scale(${scale}) translate(${100 * (0.5 - centreX)}%, ${100 * (0.5 - centreY)}%)`;

const clamp = (value: number, least: number, most: number): number =>
  Math.min(Math.max(value, least), most);

/** Limits the scale, and the centre so that nothing beside the picture is visible. */
const clampViewport = ({ scale, centreX, centreY }: Viewport): Viewport => {
  const clampedScale = clamp(scale, 1, MAX_ZOOM);
  const margin = 0.5 / clampedScale;
  return {
    scale: clampedScale,
    centreX: clamp(centreX, margin, 1 - margin),
    centreY: clamp(centreY, margin, 1 - margin),
  };
};

/**
 * Zooms in (factor above 1) or out about the point (x, y).
 * @param x, y shares of the viewport, from its top left.
 */
export const zoomViewport = (zoom: Viewport, factor: number, x: number, y: number): Viewport => {
  const scale = clamp(zoom.scale * factor, 1, MAX_ZOOM);
  const viewShift = 1 / zoom.scale - 1 / scale;
  return clampViewport({
    scale,
    centreX: zoom.centreX + (x - 0.5) * viewShift,
    centreY: zoom.centreY + (y - 0.5) * viewShift,
  });
};

/** Moves the picture by these shares of the viewport. */
export const panViewport = (zoom: Viewport, right: number, down: number): Viewport =>
  clampViewport({
    ...zoom,
    centreX: zoom.centreX - right / zoom.scale,
    centreY: zoom.centreY - down / zoom.scale,
  });

/** The share of the picture's width at a share of the viewport's width. */
export const imageShareAt = ({ scale, centreX }: Viewport, x: number): number =>
  clamp(centreX + (x - 0.5) / scale, 0, 1);
