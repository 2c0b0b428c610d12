import type { Strip } from './timelineCanvas.ts';

/**
 * Lays thumbnails side by side. Each place shows the one that was taken nearest to its middle, so
 * that a narrow strip shows fewer of them and a wide one repeats some.
 */
export const drawFilmstrip = (
  { context, width, height }: Strip,
  thumbnails: readonly (ImageBitmap | null)[],
  aspectRatio: number,
): void => {
  const places = Math.max(1, Math.round(width / (height * aspectRatio)));
  const placeWidth = width / places;
  for (let place = 0; place < places; place++) {
    const position = Math.floor(((place + 0.5) / places) * thumbnails.length);
    const bitmap = thumbnails[position];
    if (!bitmap) {
      continue;
    }
    // Cropped in the middle to the shape of the place.
    const cropWidth = Math.min(bitmap.width, (bitmap.height * placeWidth) / height);
    const cropHeight = Math.min(bitmap.height, (bitmap.width * height) / placeWidth);
    context.drawImage(
      bitmap,
      (bitmap.width - cropWidth) / 2,
      (bitmap.height - cropHeight) / 2,
      cropWidth,
      cropHeight,
      place * placeWidth,
      0,
      placeWidth + 0.5,
      height,
    );
  }
};
