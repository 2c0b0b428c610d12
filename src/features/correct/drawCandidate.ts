import { cropAround } from '../../core/cropAround.ts';
import { SHAPE } from '../../core/manifest.ts';
import { maskBounds } from '../../core/maskStatistics.ts';
import { rasterizeMask } from '../../core/rasterizeMask.ts';

const WIDTH = 128;
const HEIGHT = 96;
/** Of the picture that is shown around the thing, on each side, as a share of the thing. */
const MARGIN = 0.25;
const HALF = 0.5;

/** The thing with some of what is around it, which is darkened. */
export const drawCandidate = (
  canvas: HTMLCanvasElement,
  still: ImageBitmap,
  cells: Uint8Array,
  colour: string,
): void => {
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  const context = canvas.getContext('2d');
  const { width, height } = still;
  const maskSize = SHAPE.maskSize;
  const raster = { maskWidth: maskSize, maskHeight: maskSize, width, height, threshold: HALF };
  const mask = rasterizeMask({ ...raster, probability: cells.map((cell) => 255 * cell) });
  const bounds = maskBounds(mask, width);
  if (!context || !bounds) {
    return;
  }
  const shade = new ImageData(width, height);
  for (const [pixel, isInside] of mask.entries()) {
    shade.data[4 * pixel + 3] = isInside === 1 ? 0 : 150;
  }
  const layer = new OffscreenCanvas(width, height);
  layer.getContext('2d')?.putImageData(shade, 0, 0);
  const crop = cropAround(bounds, still, { aspect: WIDTH / HEIGHT, margin: MARGIN });
  for (const image of [still, layer]) {
    const { left, top } = crop;
    context.drawImage(image, left, top, crop.width, crop.height, 0, 0, WIDTH, HEIGHT);
  }
  context.strokeStyle = colour;
  context.lineWidth = 3;
  context.strokeRect(1.5, 1.5, WIDTH - 3, HEIGHT - 3);
};
