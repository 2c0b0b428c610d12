import { overviewFrameIndices } from '../../core/time/frameTable.ts';
import type { MediaClip } from '../media/openClip.ts';
import type { FrameId } from '../inference/frameFeatureCache.ts';

/** What the frames of a clip are called in the cache of their features. */
export const createFrameIds = ({
  info: { clipId, ptsSeconds, durationSeconds },
  imageHashes: pictureNames,
}: MediaClip): ((frameIndex: number) => FrameId) => {
  const overview = new Set(overviewFrameIndices(ptsSeconds, durationSeconds));
  return (frameIndex) => ({
    clipId,
    frameIndex,
    isOverview: overview.has(frameIndex),
    imageHash: pictureNames?.[frameIndex] ?? null,
  });
};
