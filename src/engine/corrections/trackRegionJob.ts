import { throwIfAborted } from '../../core/util/errors.ts';
import { followRegion } from '../../core/mask/followRegion.ts';
import { createRegionTemplate } from '../../core/mask/trackRegion.ts';
import { decodeRunLengths, MASK_GRID_SIDE } from '../../core/mask/instanceSelection.ts';
import type { CellFeatureReader } from './cellFeatureReader.ts';
import type { RequestBody, RequestEvent, RequestResult } from '../../protocol/requests.ts';

type TrackRegionJob = Omit<RequestBody<'track-region'>, 'resultId'> & {
  readonly features: CellFeatureReader;
  readonly emit: (event: RequestEvent<'track-region'>) => void;
  readonly signal: AbortSignal;
};

/**
 * Follows a region from its frame to both ends of the range, or until it is lost.
 * @throws EarmarkError `aborted`; those of the media and of the model.
 */
export const trackRegionJob = async (
  job: TrackRegionJob,
): Promise<RequestResult<'track-region'>> => {
  const { frameIndex, range, features: frames, emit, signal } = job;
  const [first, last] = range;
  const template = createRegionTemplate(
    await frames.read(frameIndex),
    decodeRunLengths(job.region),
  );
  const followed: RequestResult<'track-region'>[number][] = [];
  const total = last - first;
  const read = (frame: number) => {
    throwIfAborted(signal);
    return frames.read(frame);
  };
  const follow = async (indices: readonly number[]): Promise<void> => {
    const found = followRegion(template, indices, MASK_GRID_SIDE, read);
    for await (const { frameIndex: frame, offset } of found) {
      followed.push({
        frameIndex: frame,
        right: offset.right / MASK_GRID_SIDE,
        down: offset.down / MASK_GRID_SIDE,
        widthScale: 1,
        heightScale: 1,
      });
      emit({ kind: 'progress', done: followed.length, total });
    }
  };
  const inRange = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  await follow(inRange.filter((frame) => frame > frameIndex));
  await follow(inRange.filter((frame) => frame < frameIndex).toReversed());
  return followed;
};
