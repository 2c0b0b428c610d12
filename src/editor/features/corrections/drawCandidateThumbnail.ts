import { cropAround } from '../../../core/mask/cropAround.ts';
import { maskBounds } from '../../../core/mask/maskStatistics.ts';
import { upsampleMask } from '../../../core/mask/upsampleMask.ts';

const THUMBNAIL_WIDTH = 128;
const THUMBNAIL_HEIGHT = 96;
/** Margin on each side of the crop, as a share of the component's bounding box. */
const CROP_MARGIN = 0.25;
const MASK_THRESHOLD = 0.5;

/**
 * Draws a mask component cropped from a still, with its surroundings darkened.
 * @param cells binary mask of a square of cells, row by row.
 * @param colour CSS colour of the frame.
 */
export const drawCandidateThumbnail = (
  canvas: HTMLCanvasElement,
  still: ImageBitmap,
  cells: Uint8Array,
  colour: string,
): void => {
  canvas.width = THUMBNAIL_WIDTH;
  canvas.height = THUMBNAIL_HEIGHT;
  const context = canvas.getContext('2d');
  const { width, height } = still;
  const maskSize = Math.sqrt(cells.length);
  const raster = {
    maskWidth: maskSize,
    maskHeight: maskSize,
    width,
    height,
    threshold: MASK_THRESHOLD,
  };
  const mask = upsampleMask({ ...raster, probability: cells.map((cell) => 255 * cell) });
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
  const crop = cropAround(bounds, still, {
    aspect: THUMBNAIL_WIDTH / THUMBNAIL_HEIGHT,
    margin: CROP_MARGIN,
  });
  for (const image of [still, layer]) {
    const { left, top } = crop;
    context.drawImage(
      image,
      left,
      top,
      crop.width,
      crop.height,
      0,
      0,
      THUMBNAIL_WIDTH,
      THUMBNAIL_HEIGHT,
    );
  }
  context.strokeStyle = colour;
  context.lineWidth = 3;
  context.strokeRect(1.5, 1.5, THUMBNAIL_WIDTH - 3, THUMBNAIL_HEIGHT - 3);
};
