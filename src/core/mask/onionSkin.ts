import { maskOutlines } from './maskOutlines.ts';

/** The nearest frames on either side of one; null where there is none. */
type NeighbourFrames = { readonly before: number | null; readonly after: number | null };

/** The nearest frames before and after `frameIndex` for which `hasMask` holds, itself left out. */
export const neighbourFrames = (
  frameIndex: number,
  frameCount: number,
  hasMask: (frameIndex: number) => boolean,
): NeighbourFrames => {
  const walk = (step: 1 | -1): number | null => {
    for (let at = frameIndex + step; at >= 0 && at < frameCount; at += step) {
      if (hasMask(at)) {
        return at;
      }
    }
    return null;
  };
  return { before: walk(-1), after: walk(1) };
};

/** How far an outline may run from the mask's pixels. */
const TOLERANCE_PIXELS = 0.75;

/**
 * The outer outlines of a mask as the data of an SVG path in pixels of the mask; empty without any.
 * @param mask zeros and ones, row by row.
 */
export const outlinePathData = (mask: Uint8Array, width: number): string =>
  maskOutlines(mask, width, TOLERANCE_PIXELS)
    .map((outline) => `M${outline.join(' ')}Z`)
    .join('');
