/** Draws a picture out of focus, at the size that the blur was made for. */
export type ImageBlur = (
  context: Pick<OffscreenCanvasRenderingContext2D, 'drawImage'>,
  picture: CanvasImageSource,
) => void;

/** The smallest size that the picture goes through, as a part of its own. */
const MAX_DOWNSCALE = 32;

/**
 * Halves the picture five times and doubles it again. Every browser does the same, which canvas
 * filters do not, and it costs little more than one full-size drawing.
 */
export const createImageBlur = (width: number, height: number): ImageBlur => {
  const steps: OffscreenCanvasRenderingContext2D[] = [];
  for (let part = 2; part <= MAX_DOWNSCALE; part *= 2) {
    const canvas = new OffscreenCanvas(
      Math.max(1, Math.round(width / part)),
      Math.max(1, Math.round(height / part)),
    );
    const context = canvas.getContext('2d', { alpha: false });
    if (context === null) {
      throw new Error('The browser gives no 2D canvas.');
    }
    context.imageSmoothingQuality = 'high';
    steps.push(context);
  }
  return (context, picture) => {
    let last: CanvasImageSource = picture;
    for (const step of [...steps, ...steps.slice(0, -1).toReversed()]) {
      step.drawImage(last, 0, 0, step.canvas.width, step.canvas.height);
      last = step.canvas;
    }
    context.drawImage(last, 0, 0, width, height);
  };
};
