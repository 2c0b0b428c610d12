import { throwIfAborted } from '../core/errors.ts';
import { followRegion, regionTemplate, type CellMove } from '../core/followRegion.ts';
import { SHAPE } from '../core/manifest.ts';
import { regionCells } from '../core/objectExample.ts';
import type { RegionFrames } from './regionFrames.ts';
import type { RequestBody, RequestEvent, RequestResult } from './protocol.ts';

/** Below it what is seen is another thing, or another shot. */
const LEAST_SIMILARITY = 0.6;

export type FollowRegionJob = RequestBody<'follow-region'> & {
  readonly frames: RegionFrames;
  readonly emit: (event: RequestEvent<'follow-region'>) => void;
  readonly signal: AbortSignal;
};

/**
 * Every frame is compared with the one that the person saw, not with the one before it, so errors
 * do not add up; where it was in the frame before, and how it moved, says where to look.
 * @throws EarmarkError `aborted`; those of the media and of the model.
 */
export const followRegionJob = async (
  job: FollowRegionJob,
): Promise<RequestResult<'follow-region'>> => {
  const { frameIndex, range, frames, emit, signal } = job;
  const [first, last] = range;
  const template = regionTemplate(
    await frames.cellFeatures(frameIndex, 'embeddings'),
    regionCells(job.region),
  );
  const followed: RequestResult<'follow-region'>[number][] = [];
  const total = last - first;
  const follow = async (step: 1 | -1): Promise<void> => {
    let here: CellMove = { right: 0, down: 0 };
    let before = here;
    for (let frame = frameIndex + step; frame >= first && frame <= last; frame += step) {
      throwIfAborted(signal);
      const guess = { right: 2 * here.right - before.right, down: 2 * here.down - before.down };
      const features = await frames.cellFeatures(frame, 'embeddings');
      const { move, similarity } = followRegion(template, features, SHAPE.maskSize, guess);
      if (similarity < LEAST_SIMILARITY) {
        return;
      }
      before = here;
      here = move;
      followed.push({
        frameIndex: frame,
        right: move.right / SHAPE.maskSize,
        down: move.down / SHAPE.maskSize,
      });
      emit({ kind: 'progress', done: followed.length, total });
    }
  };
  await follow(1);
  await follow(-1);
  return followed;
};
