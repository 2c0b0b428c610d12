import { EarmarkError, throwIfAborted } from '../../core/util/errors.ts';
import type { MediaClip } from '../media/openClip.ts';
import type { Pipeline } from '../inference/pipeline.ts';
import { trackRegionJob } from './trackRegionJob.ts';
import type { RequestBody, RequestEvent, RequestResult } from '../../protocol/requests.ts';
import { createCellFeatureReader, type CellFeatureReader } from './cellFeatureReader.ts';
import type { ResultStore } from '../results/resultStore.ts';
import { selectInstancesJob } from './selectInstancesJob.ts';
import type { Mutex } from '../../core/util/mutex.ts';

export type CorrectionContext = {
  readonly clip: MediaClip;
  readonly pipeline: Pipeline;
  readonly results: ResultStore;
  readonly mutex: Mutex;
  /** Awaited between frames. */
  readonly yieldToEventLoop: () => Promise<void>;
  readonly signal: AbortSignal;
};

/** @throws EarmarkError `no-clip` when the masks are of another clip, or gone. */
export const selectInstances = async (
  { clip, pipeline, results, mutex: turns, yieldToEventLoop: pause, signal }: CorrectionContext,
  { resultId, replaces, ...choice }: RequestBody<'select-instances'>,
  emit: (event: RequestEvent<'select-instances'>) => void,
): Promise<RequestResult<'select-instances'>> => {
  throwIfAborted(signal);
  const base = results.find(resultId);
  if (base?.key.clipId !== clip.info.clipId) {
    throw new EarmarkError('no-clip', 'The result belongs to no clip that is open.');
  }
  const derived = results.derive(base);
  try {
    const presence = await selectInstancesJob({
      ...choice,
      ptsSeconds: clip.info.ptsSeconds,
      base: base.masks,
      selected: derived.masks,
      features: createCellFeatureReader(clip, pipeline, turns, signal),
      yieldToEventLoop: pause,
      emit,
      signal,
    });
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
export const trackRegionInClip = (
  { clip, pipeline, mutex: turns, yieldToEventLoop: pause, signal }: CorrectionContext,
  body: RequestBody<'track-region'>,
  emit: (event: RequestEvent<'track-region'>) => void,
): Promise<RequestResult<'track-region'>> => {
  const frameCount = clip.info.ptsSeconds.length;
  if ([body.frameIndex, ...body.range].some((frame) => frame < 0 || frame >= frameCount)) {
    throw new RangeError(`The clip has the frames 0 to ${frameCount - 1}.`);
  }
  const frames = createCellFeatureReader(clip, pipeline, turns, signal);
  const paused: CellFeatureReader = {
    read: async (frameIndex, kind) => {
      await pause();
      return frames.read(frameIndex, kind);
    },
  };
  return trackRegionJob({ ...body, features: paused, emit, signal });
};
