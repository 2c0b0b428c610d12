import { EarmarkError, throwIfAborted } from '../../core/util/errors.ts';
import type { MediaClip } from '../media/openClip.ts';
import { trackRegionJob } from './trackRegionJob.ts';
import type { RequestBody, RequestEvent, RequestResult } from '../../protocol/requests.ts';
import { createCellFeatureReader, type CellFeatureReader } from './cellFeatureReader.ts';
import type { ResultStore } from '../results/resultStore.ts';
import { bundleId } from '../../core/model/manifest.ts';
import { drawMeantInstances } from '../segmentation/instances/segmentInstances.ts';
import type { OpenModel } from '../segmentation/openModel.ts';
import { selectInstancesJob } from './selectInstancesJob.ts';
import { trackBoxJob } from './trackBoxJob.ts';
import { selectTracksJob } from './selectTracksJob.ts';
import type { Mutex } from '../../core/util/mutex.ts';

export type CorrectionContext = OpenModel & {
  readonly clip: MediaClip;
  readonly results: ResultStore;
  readonly mutex: Mutex;
  /** Awaited between frames. */
  readonly yieldToEventLoop: () => Promise<void>;
  readonly signal: AbortSignal;
};

/** @throws EarmarkError `no-clip` when the masks are of another clip, or gone. */
export const selectInstances = async (
  context: CorrectionContext,
  { resultId, replaces, ...choice }: RequestBody<'select-instances'>,
  emit: (event: RequestEvent<'select-instances'>) => void,
): Promise<RequestResult<'select-instances'>> => {
  const { clip, results, mutex, yieldToEventLoop, signal } = context;
  throwIfAborted(signal);
  const base = results.find(resultId);
  if (base?.key.clipId !== clip.info.clipId) {
    throw new EarmarkError('no-clip', 'The result belongs to no clip that is open.');
  }
  const derived = results.derive(base);
  try {
    const common = { ...choice, selected: derived.masks, yieldToEventLoop, emit, signal };
    const { instanceClip } = context;
    const presence =
      instanceClip === undefined
        ? await selectInstancesJob({
            ...common,
            ptsSeconds: clip.info.ptsSeconds,
            base: base.masks,
            features: createCellFeatureReader(clip, mutex, signal),
          })
        : await selectTracksJob({ ...common, clip, instanceClip, base, mutex });
    if (replaces !== null) {
      results.removeDerived(replaces);
    }
    return { resultId: derived.id, presence };
  } catch (error) {
    results.removeDerived(derived.id);
    throw error;
  }
};

/** @throws RangeError for frames that the clip does not have. */
export const trackRegionInClip = async (
  context: CorrectionContext,
  body: RequestBody<'track-region'>,
  emit: (event: RequestEvent<'track-region'>) => void,
): Promise<RequestResult<'track-region'>> => {
  const { clip, mutex, yieldToEventLoop: pause, signal } = context;
  const frameCount = clip.info.ptsSeconds.length;
  if ([body.frameIndex, ...body.range].some((frame) => frame < 0 || frame >= frameCount)) {
    throw new RangeError(`The clip has the frames 0 to ${frameCount - 1}.`);
  }
  const { instanceClip } = context;
  if (instanceClip !== undefined) {
    const result = body.resultId === null ? undefined : context.results.find(body.resultId);
    const read = (frame: number) => clip.frameAt(frame, { signal });
    const carried = await trackBoxJob({
      ...body,
      instanceClip,
      result: result?.key.clipId === clip.info.clipId ? result : null,
      step: async (work) => {
        await pause();
        throwIfAborted(signal);
        return mutex.run(() => instanceClip.reading({ read, signal }, work));
      },
      emit,
    });
    if (carried !== null) {
      return carried;
    }
  }
  const frames = createCellFeatureReader(clip, mutex, signal);
  const paused: CellFeatureReader = {
    read: async (frameIndex) => {
      await pause();
      return frames.read(frameIndex);
    },
  };
  return trackRegionJob({ ...body, features: paused, emit, signal });
};

/** See the request `read-instance-masks`. */
export const readInstanceMasks = async (
  { clip, results, mutex, instanceClip, pipeline, signal }: CorrectionContext,
  { resultId, frameIndex }: RequestBody<'read-instance-masks'>,
): Promise<RequestResult<'read-instance-masks'>> => {
  const result = results.find(resultId);
  if (
    instanceClip === undefined ||
    result?.key.clipId !== clip.info.clipId ||
    result.key.bundle !== bundleId(pipeline.manifest)
  ) {
    return [];
  }
  const read = (frame: number) => clip.frameAt(frame, { signal });
  return mutex.run(() =>
    instanceClip.reading({ read, signal }, () =>
      drawMeantInstances(instanceClip.segmentationOf(result), instanceClip.frameOf(frameIndex)),
    ),
  );
};
