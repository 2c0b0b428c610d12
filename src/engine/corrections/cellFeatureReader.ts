import type { CellFeatureKind, CellFeatures } from '../../core/mask/regionFeatures.ts';
import type { MediaClip } from '../media/openClip.ts';
import { createFrameIds } from '../segmentation/frameIds.ts';
import type { Mutex } from '../../core/util/mutex.ts';
import type { OpenModel } from '../segmentation/openModel.ts';
import { createCellPixels } from '../segmentation/instances/cellPixels.ts';

/** What the frames of a clip look like, cell by cell; from the cache where they can. */
export type CellFeatureReader = {
  /** @throws EarmarkError `aborted`; those of the media and of the model. */
  read(frameIndex: number, kind: CellFeatureKind): Promise<CellFeatures>;
};

export const createCellFeatureReader = (
  clip: MediaClip,
  { pipeline }: OpenModel,
  turns: Mutex,
  signal: AbortSignal,
): CellFeatureReader => {
  const idOf = createFrameIds(clip);
  if (pipeline.kind !== 'queries') {
    // Other models have no names of cells: the frame's own pixels say what is where.
    const pixels = createCellPixels(clip);
    return { read: (frameIndex) => turns.run(() => pixels.read(frameIndex, signal)) };
  }
  return {
    read: (frameIndex, kind) =>
      turns.run(() =>
        pipeline.readCellFeatures(
          idOf(frameIndex),
          () => clip.frameAt(frameIndex, { signal }),
          kind,
        ),
      ),
  };
};
