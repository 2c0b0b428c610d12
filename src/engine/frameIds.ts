import { overviewFrames } from '../core/frameTable.ts';
import type { MediaClip } from '../media/openClip.ts';
import type { FrameId } from '../model/featureCache.ts';

/** What the frames of a clip are called in the cache of their features. */
export const createFrameIds = ({
  info: { clipId, ptsSeconds, durationSeconds },
  pictureNames,
}: MediaClip): ((frameIndex: number) => FrameId) => {
  const overview = new Set(overviewFrames(ptsSeconds, durationSeconds));
  return (frameIndex) => ({
    clipId,
    frameIndex,
    isOverview: overview.has(frameIndex),
    pictureName: pictureNames?.[frameIndex] ?? null,
  });
};
