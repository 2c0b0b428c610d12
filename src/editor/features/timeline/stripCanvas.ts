/** A canvas strip in CSS pixels, sharp on every screen. */
export type StripCanvas = {
  readonly context: CanvasRenderingContext2D;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** Value of a custom property, in the colour scheme of now. */
  readonly colour: (name: `--${string}`) => string;
};

/** Fits the canvas's pixels to its place and clears it; null while it has no size. */
export const prepareStripCanvas = (canvas: HTMLCanvasElement): StripCanvas | null => {
  const context = canvas.getContext('2d');
  const { clientWidth: width, clientHeight: height } = canvas;
  if (!context || width === 0 || height === 0) {
    return null;
  }
  const scale = window.devicePixelRatio;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  context.setTransform(scale, 0, 0, scale, 0, 0);
  const style = getComputedStyle(canvas);
  return { context, width, height, colour: (name) => style.getPropertyValue(name) };
};
