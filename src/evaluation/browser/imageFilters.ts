import type { ImageFilter } from '../experiments/experiments.ts';

const JPEG_TYPE = 'image/jpeg';
const JPEG_QUALITY = 0.92;
/** About what a video at a tenth of its usual bit rate looks like. */
const LOW_BIT_RATE_QUALITY = 0.05;

const drawScaled = (
  bitmap: ImageBitmap,
  width: number,
  height: number,
  filter = 'none',
): OffscreenCanvas => {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('The browser gave no 2D canvas.');
  context.filter = filter;
  context.drawImage(bitmap, 0, 0, width, height);
  return canvas;
};

const POSTERIZE_LEVELS = 4;
const MIN_EDGE_CONTRAST = 48;

/** Posterised colours with dark edges. */
const applyDrawingFilter = (canvas: OffscreenCanvas): void => {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const { width, height } = canvas;
  const source = context.getImageData(0, 0, width, height);
  const target = context.createImageData(width, height);
  const grey = (x: number, y: number): number => {
    const start = (Math.min(y, height - 1) * width + Math.min(x, width - 1)) * 4;
    const [red = 0, green = 0, blue = 0] = source.data.subarray(start, start + 3);
    return (red + green + blue) / 3;
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const start = (y * width + x) * 4;
      const change = Math.abs(grey(x, y) - grey(x + 1, y)) + Math.abs(grey(x, y) - grey(x, y + 1));
      for (let channel = 0; channel < 3; channel++) {
        const value = source.data[start + channel] ?? 0;
        const flat =
          (Math.round((value / 255) * (POSTERIZE_LEVELS - 1)) * 255) / (POSTERIZE_LEVELS - 1);
        target.data[start + channel] = change > MIN_EDGE_CONTRAST ? 0 : flat;
      }
      target.data[start + 3] = 255;
    }
  }
  context.putImageData(target, 0, 0);
};

/** Filters one image of a clip; its size stays. */
export const filterImage = async (picture: Blob, filter: ImageFilter): Promise<Blob> => {
  const bitmap = await createImageBitmap(picture);
  const { width, height } = bitmap;
  const blur = `blur(${Math.max(2, Math.round(width / 80))}px)`;
  const css = { blur, dark: 'brightness(0.15)', grey: 'grayscale(1)' };
  const canvas = drawScaled(
    bitmap,
    width,
    height,
    filter === 'low-bit-rate' || filter === 'drawing' ? 'none' : css[filter],
  );
  bitmap.close();
  if (filter === 'drawing') applyDrawingFilter(canvas);
  const quality = filter === 'low-bit-rate' ? LOW_BIT_RATE_QUALITY : JPEG_QUALITY;
  return canvas.convertToBlob({ type: JPEG_TYPE, quality });
};

export const readImageSize = async (
  picture: Blob,
): Promise<{ readonly width: number; readonly height: number }> => {
  const bitmap = await createImageBitmap(picture);
  const { width, height } = bitmap;
  bitmap.close();
  return { width, height };
};

/** Stretched to the size. */
export const resizeImage = async (
  picture: Blob,
  { width, height }: { readonly width: number; readonly height: number },
): Promise<Blob> => {
  const bitmap = await createImageBitmap(picture);
  try {
    if (bitmap.width === width && bitmap.height === height) return picture;
    return await drawScaled(bitmap, width, height).convertToBlob({
      type: JPEG_TYPE,
      quality: JPEG_QUALITY,
    });
  } finally {
    bitmap.close();
  }
};
