import type { PictureSize } from '../../core/exportPlan.ts';

/** Blurred at this part of the size: what is blurred has no detail to lose. */
const SHRINK = 4;
/** Radius of one pass, of the small picture's width. */
const RADIUS_SHARE = 0.012;
/** Three box blurs come near a Gaussian. */
const PASSES = 3;

/** The picture out of focus; the same in every browser, which canvas filters are not. */
export const blurPicture = (
  picture: Uint8ClampedArray<ArrayBuffer>,
  { width, height }: PictureSize,
): Uint8ClampedArray => {
  const small = {
    width: Math.max(1, Math.round(width / SHRINK)),
    height: Math.max(1, Math.round(height / SHRINK)),
  };
  const full = canvasOf({ width, height });
  full.putImageData(new ImageData(picture, width, height), 0, 0);
  const shrunk = canvasOf(small);
  shrunk.imageSmoothingQuality = 'high';
  shrunk.drawImage(full.canvas, 0, 0, small.width, small.height);
  const image = shrunk.getImageData(0, 0, small.width, small.height);
  boxBlur(image.data, small);
  shrunk.putImageData(image, 0, 0);
  full.imageSmoothingQuality = 'high';
  full.drawImage(shrunk.canvas, 0, 0, width, height);
  return full.getImageData(0, 0, width, height).data;
};

const canvasOf = ({ width, height }: PictureSize): OffscreenCanvasRenderingContext2D => {
  const context = new OffscreenCanvas(width, height).getContext('2d', {
    alpha: false,
    willReadFrequently: true,
  });
  if (context === null) {
    throw new Error('No 2D canvas could be made.');
  }
  return context;
};

const boxBlur = (rgba: Uint8ClampedArray, { width, height }: PictureSize): void => {
  const radius = Math.max(1, Math.round(width * RADIUS_SHARE));
  const line = new Float32Array(Math.max(width, height));
  for (let pass = 0; pass < PASSES; pass++) {
    for (let channel = 0; channel < 3; channel++) {
      for (let y = 0; y < height; y++) {
        blurLine(rgba, line, { start: 4 * y * width + channel, step: 4, count: width, radius });
      }
      for (let x = 0; x < width; x++) {
        blurLine(rgba, line, { start: 4 * x + channel, step: 4 * width, count: height, radius });
      }
    }
  }
};

type Line = {
  readonly start: number;
  readonly step: number;
  readonly count: number;
  readonly radius: number;
};

/** A running mean along a row or a column; the ends repeat. */
const blurLine = (
  rgba: Uint8ClampedArray,
  line: Float32Array,
  { start, step, count, radius }: Line,
): void => {
  for (let place = 0; place < count; place++) {
    line[place] = rgba[start + place * step] ?? 0;
  }
  const valueAt = (place: number): number => line[Math.min(Math.max(place, 0), count - 1)] ?? 0;
  let sum = 0;
  for (let place = -radius; place <= radius; place++) {
    sum += valueAt(place);
  }
  for (let place = 0; place < count; place++) {
    rgba[start + place * step] = sum / (2 * radius + 1);
    sum += valueAt(place + radius + 1) - valueAt(place - radius);
  }
};
