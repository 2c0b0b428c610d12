import { secondsAt, type TimeScale } from '../../../core/time/timeScale.ts';
import type { FineThumbnail } from '../../session/sessionStore.ts';
import type { StripCanvas } from './useStripCanvas.ts';

type FilmstripContent = {
  /** Evenly spread over the clip; null while not decoded. */
  readonly thumbnails: readonly (ImageBitmap | null)[];
  readonly fineThumbnails: readonly FineThumbnail[];
  readonly aspectRatio: number;
  readonly scale: TimeScale;
  readonly durationSeconds: number;
};

/** Index of the thumbnail for a time, of `count` spread evenly over the clip. */
export const thumbnailIndexAt = (seconds: number, durationSeconds: number, count: number): number =>
  Math.min(Math.max(Math.floor((seconds / durationSeconds) * count), 0), count - 1);

/** The thumbnail, coarse or fine, that was taken nearest to a time. */
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
 * Draws thumbnails side by side. Each slot shows the thumbnail nearest to its middle, so a narrow
 * strip skips some and a wide strip repeats some.
 */
export const drawFilmstrip = (
  { context, width, height }: StripCanvas,
  content: FilmstripContent,
): void => {
  const { aspectRatio, scale } = content;
  const slots = Math.max(1, Math.round(width / (height * aspectRatio)));
  const slotWidth = width / slots;
  for (let slot = 0; slot < slots; slot++) {
    const seconds = secondsAt(scale, (slot + 0.5) / slots);
    const bitmap = nearestThumbnail(seconds, content);
    if (!bitmap) {
      continue;
    }
    // Centre crop to the aspect ratio of the slot.
    const cropWidth = Math.min(bitmap.width, (bitmap.height * slotWidth) / height);
    const cropHeight = Math.min(bitmap.height, (bitmap.width * height) / slotWidth);
    context.drawImage(
      bitmap,
      (bitmap.width - cropWidth) / 2,
      (bitmap.height - cropHeight) / 2,
      cropWidth,
      cropHeight,
      slot * slotWidth,
      0,
      slotWidth + 0.5,
      height,
    );
  }
};
