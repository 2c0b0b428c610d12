import { secondsAt, type TimeScale } from '../../../core/time/timeScale.ts';
import type { FineThumbnail } from '../../session/sessionStore.ts';
import type { StripCanvas } from './stripCanvas.ts';

export type FilmstripContent = {
  /** By position along the clip; holes are not decoded yet. */
  readonly thumbnails: readonly (ImageBitmap | null)[];
  readonly fineThumbnails: readonly FineThumbnail[];
  readonly aspectRatio: number;
  readonly scale: TimeScale;
  readonly durationSeconds: number;
};

/** Which of `count` thumbnails, spread evenly over the clip, is the one of this time. */
export const thumbnailIndexAt = (seconds: number, durationSeconds: number, count: number): number =>
  Math.min(Math.max(Math.floor((seconds / durationSeconds) * count), 0), count - 1);

/** Of the thumbnails of both kinds the one that was taken nearest to a time. */
export const nearestThumbnail = (
  seconds: number,
  { thumbnails, fineThumbnails, durationSeconds }: Omit<FilmstripContent, 'aspectRatio' | 'scale'>,
): ImageBitmap | null => {
  const coarseIndex = thumbnailIndexAt(seconds, durationSeconds, thumbnails.length);
  let nearest = thumbnails[coarseIndex] ?? null;
  let distance = nearest
    ? Math.abs(((coarseIndex + 0.5) / thumbnails.length) * durationSeconds - seconds)
    : Infinity;
  for (const fine of fineThumbnails) {
    const away = Math.abs(fine.seconds - seconds);
    if (away < distance) {
      [nearest, distance] = [fine.bitmap, away];
    }
  }
  return nearest;
};

/**
 * Lays thumbnails side by side. Each place shows the one that was taken nearest to its middle, so
 * that a narrow strip shows fewer of them and a wide one repeats some.
 */
export const drawFilmstrip = (
  { context, width, height }: StripCanvas,
  content: FilmstripContent,
): void => {
  const { aspectRatio, scale } = content;
  const places = Math.max(1, Math.round(width / (height * aspectRatio)));
  const placeWidth = width / places;
  for (let place = 0; place < places; place++) {
    const seconds = secondsAt(scale, (place + 0.5) / places);
    const bitmap = nearestThumbnail(seconds, content);
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
