import type { CellFeatures } from '../../core/mask/regionFeatures.ts';
import type { Mutex } from '../../core/util/mutex.ts';
import type { MediaClip } from '../media/openClip.ts';
import { createCellPixels } from '../segmentation/instances/cellPixels.ts';

/** What the frames of a clip look like, cell by cell. */
export type CellFeatureReader = {
  /** @throws EarmarkError `aborted`; those of the media. */
  read(frameIndex: number): Promise<CellFeatures>;
};

/** @param turns held while a frame is read */
export const createCellFeatureReader = (
  clip: MediaClip,
  turns: Mutex,
  signal: AbortSignal,
): CellFeatureReader => {
  const pixels = createCellPixels(clip);
  return { read: (frameIndex) => turns.run(() => pixels.read(frameIndex, signal)) };
};
