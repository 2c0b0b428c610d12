import { EarmarkError, throwIfAborted } from '../core/errors.ts';
import type { MediaClip } from '../media/openClip.ts';
import type { Pipeline } from '../model/pipeline.ts';
import { followRegionJob } from './followRegionJob.ts';
import type { RequestBody, RequestEvent, RequestResult } from './protocol.ts';
import { createRegionFrames, type RegionFrames } from './regionFrames.ts';
import type { ResultStore } from './resultStore.ts';
import { selectThingsJob } from './selectThingsJob.ts';
import type { Turns } from './turns.ts';

export type CorrectionSource = {
  readonly clip: MediaClip;
  readonly pipeline: Pipeline;
  readonly results: ResultStore;
  readonly turns: Turns;
  /** Awaited between frames. */
  readonly pause: () => Promise<void>;
  readonly signal: AbortSignal;
};

/** @throws EarmarkError `no-clip` when the masks are of another clip, or gone. */
export const selectThings = async (
  { clip, pipeline, results, turns, pause, signal }: CorrectionSource,
  { resultId, replaces, ...choice }: RequestBody<'select-things'>,
  emit: (event: RequestEvent<'select-things'>) => void,
): Promise<RequestResult<'select-things'>> => {
  throwIfAborted(signal);
  const base = results.find(resultId);
  if (base?.key.clipId !== clip.info.clipId) {
    throw new EarmarkError('no-clip', 'The result belongs to no clip that is open.');
  }
  const derived = results.derive(base);
  try {
    const presence = await selectThingsJob({
      ...choice,
      ptsSeconds: clip.info.ptsSeconds,
      base: base.masks,
      selected: derived.masks,
      frames: createRegionFrames(clip, pipeline, turns, signal),
      pause,
      emit,
      signal,
    });
    if (replaces !== null) {
      results.forget(replaces);
    }
    return { resultId: derived.id, presence };
  } catch (error) {
    results.forget(derived.id);
    throw error;
  }
};

/** @throws RangeError for frames that the clip does not have. */
export const followRegionInClip = (
  { clip, pipeline, turns, pause, signal }: CorrectionSource,
  body: RequestBody<'follow-region'>,
  emit: (event: RequestEvent<'follow-region'>) => void,
): Promise<RequestResult<'follow-region'>> => {
  const frameCount = clip.info.ptsSeconds.length;
  if ([body.frameIndex, ...body.range].some((frame) => frame < 0 || frame >= frameCount)) {
    throw new RangeError(`The clip has the frames 0 to ${frameCount - 1}.`);
  }
  const frames = createRegionFrames(clip, pipeline, turns, signal);
  const paused: RegionFrames = {
    cellFeatures: async (frameIndex, kind) => {
      await pause();
      return frames.cellFeatures(frameIndex, kind);
    },
  };
  return followRegionJob({ ...body, frames: paused, emit, signal });
};
