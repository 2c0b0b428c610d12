/** A 2D context of its own. @throws Error where the browser gives none. */
export const createOffscreenContext = (
  width: number,
  height: number,
  settings: { readonly alpha?: boolean; readonly willReadFrequently?: boolean } = {},
): OffscreenCanvasRenderingContext2D => {
  const context = new OffscreenCanvas(width, height).getContext('2d', settings);
  if (context === null) {
    throw new Error('The browser gives no 2D canvas.');
  }
  return context;
};
