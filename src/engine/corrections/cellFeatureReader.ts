import type { CellFeatureKind, CellFeatures } from '../../core/mask/regionFeatures.ts';
import type { MediaClip } from '../media/openClip.ts';
import type { Pipeline } from '../inference/pipeline.ts';
import { createFrameIds } from '../segmentation/frameIds.ts';
import type { Mutex } from '../../core/util/mutex.ts';

/** What the frames of a clip look like, cell by cell; from the cache where they can. */
export type CellFeatureReader = {
  /** @throws EarmarkError `aborted`; those of the media and of the model. */
  read(frameIndex: number, kind: CellFeatureKind): Promise<CellFeatures>;
};

export const createCellFeatureReader = (
  clip: MediaClip,
  pipeline: Pipeline,
  turns: Mutex,
  signal: AbortSignal,
): CellFeatureReader => {
  const idOf = createFrameIds(clip);
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
