import { expect, test } from 'vitest';
import { extendEdgeColours } from './extendEdgeColours.ts';

test('blocks that the object touches keep the picture’s colours; no alpha changes', () => {
  const [width, height] = [20, 17];
  const picture = new Uint8ClampedArray(4 * width * height).fill(200);
  const rgba = new Uint8ClampedArray(picture.length);
  // One opaque pixel in the second block of the first row, one in the short last row.
  for (const pixel of [9, 16 * width]) {
    rgba.set([200, 200, 200, 255], 4 * pixel);
  }
  extendEdgeColours(rgba, picture, { width, height });
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = 4 * (y * width + x);
      const isTouched = (y < 8 && x >= 8 && x < 16) || (y === 16 && x < 8);
      expect(Array.from(rgba.subarray(at, at + 3))).toEqual(Array(3).fill(isTouched ? 200 : 0));
      const isOpaque = y * width + x === 9 || y * width + x === 16 * width;
      expect(rgba[at + 3]).toBe(isOpaque ? 255 : 0);
    }
  }
});
