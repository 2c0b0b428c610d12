import type { CellFeatureKind, CellFeatures } from '../core/regionFeatures.ts';
import type { MediaClip } from '../media/openClip.ts';
import type { Pipeline } from '../model/pipeline.ts';
import { createFrameIds } from './frameIds.ts';
import type { Turns } from './turns.ts';

/** What the frames of a clip look like, cell by cell; from the cache where they can. */
export type RegionFrames = {
  /** @throws EarmarkError `aborted`; those of the media and of the model. */
  cellFeatures(frameIndex: number, kind: CellFeatureKind): Promise<CellFeatures>;
};

export const createRegionFrames = (
  clip: MediaClip,
  pipeline: Pipeline,
  turns: Turns,
  signal: AbortSignal,
): RegionFrames => {
  const idOf = createFrameIds(clip);
  return {
    cellFeatures: (frameIndex, kind) =>
      turns.take(() =>
        pipeline.cellFeatures(idOf(frameIndex), () => clip.frameAt(frameIndex, { signal }), kind),
      ),
  };
};
