import { throwIfAborted } from '../../core/util/errors.ts';
import { trackRegion, createRegionTemplate, type CellOffset } from '../../core/mask/trackRegion.ts';
import { MODEL_SHAPE } from '../../core/model/manifest.ts';
import { decodeRunLengths } from '../../core/mask/instanceSelection.ts';
import type { CellFeatureReader } from './cellFeatureReader.ts';
import type { RequestBody, RequestEvent, RequestResult } from '../../protocol/requests.ts';

/** A lower similarity is another object, or another shot. */
const MIN_SIMILARITY = 0.6;

type TrackRegionJob = Omit<RequestBody<'track-region'>, 'resultId'> & {
  readonly features: CellFeatureReader;
  readonly emit: (event: RequestEvent<'track-region'>) => void;
  readonly signal: AbortSignal;
};

/**
 * Every frame is compared with the one that the person saw, not with the one before it, so errors
 * do not add up; where it was in the frame before, and how it moved, says where to look.
 * @throws EarmarkError `aborted`; those of the media and of the model.
 */
export const trackRegionJob = async (
  job: TrackRegionJob,
): Promise<RequestResult<'track-region'>> => {
  const { frameIndex, range, features: frames, emit, signal } = job;
  const [first, last] = range;
  const template = createRegionTemplate(
    await frames.read(frameIndex, 'embeddings'),
    decodeRunLengths(job.region),
  );
  const followed: RequestResult<'track-region'>[number][] = [];
  const total = last - first;
  const follow = async (step: 1 | -1): Promise<void> => {
    let here: CellOffset = { right: 0, down: 0 };
    let before = here;
    for (let frame = frameIndex + step; frame >= first && frame <= last; frame += step) {
      throwIfAborted(signal);
      const guess = { right: 2 * here.right - before.right, down: 2 * here.down - before.down };
      const features = await frames.read(frame, 'embeddings');
      const { offset: move, similarity } = trackRegion(
        template,
        features,
        MODEL_SHAPE.maskSize,
        guess,
      );
      if (similarity < MIN_SIMILARITY) {
        return;
      }
      before = here;
      here = move;
      followed.push({
        frameIndex: frame,
        right: move.right / MODEL_SHAPE.maskSize,
        down: move.down / MODEL_SHAPE.maskSize,
        widthScale: 1,
        heightScale: 1,
      });
      emit({ kind: 'progress', done: followed.length, total });
    }
  };
  await follow(1);
  await follow(-1);
  return followed;
};
