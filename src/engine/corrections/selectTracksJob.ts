import { decodeRegion } from '../../core/mask/instanceSelection.ts';
import { wholeSecondOf } from '../../core/time/frameTable.ts';
import { throwIfAborted } from '../../core/util/errors.ts';
import type { Mutex } from '../../core/util/mutex.ts';
import type { RequestBody, RequestEvent } from '../../protocol/requests.ts';
import type { MediaClip } from '../media/mediaClip.ts';
import type { MaskStore } from '../results/maskStore.ts';
import type { SegmentResult } from '../results/resultStore.ts';
import type { InstanceClip } from '../segmentation/instances/instanceClip.ts';
import {
  drawMeantInstances,
  segmentInstances,
} from '../segmentation/instances/segmentInstances.ts';
import type { InstanceSegmentation } from '../segmentation/instances/segmentInstances.ts';
import { selectTracks } from '../segmentation/instances/selectTracks.ts';
import type { TrackExamples } from '../segmentation/instances/selectTracks.ts';

/** An example means an instance when it covers at least this share of its mask. */
const MIN_COVERED_SHARE = 0.2;
/** Seconds of a clip that are tracked between two turns of other work. */
const SECONDS_PER_STEP = 4;

type SelectTracksJob = Pick<RequestBody<'select-instances'>, 'examples'> & {
  readonly clip: MediaClip;
  readonly instanceClip: InstanceClip;
  /** The result that is selected from. */
  readonly base: SegmentResult;
  /** Is filled with what is meant. */
  readonly selected: MaskStore;
  /** Held by whoever works with cached features. */
  readonly mutex: Mutex;
  /** Awaited between frames: lets messages in. */
  readonly yieldToEventLoop: () => Promise<void>;
  readonly emit: (event: RequestEvent<'select-instances'>) => void;
  readonly signal: AbortSignal;
};

/** Share of a mask's pixels that lie in a region. */
const coveredShare = (mask: Uint8Array, region: Uint8Array): number => {
  let [inside, covered] = [0, 0];
  for (const [pixel, value] of mask.entries()) {
    if (value > 127) {
      inside += 1;
      covered += region[pixel] ?? 0;
    }
  }
  return inside === 0 ? 0 : covered / inside;
};

/** Runs a step with the lock of cached features, after other work had its turn. */
type Step = <T>(step: () => Promise<T>) => Promise<T>;

const createStep = ({
  clip,
  instanceClip,
  mutex,
  yieldToEventLoop,
  signal,
}: SelectTracksJob): Step => {
  const read = (frameIndex: number) => clip.frameAt(frameIndex, { signal });
  return async (step) => {
    await yieldToEventLoop();
    throwIfAborted(signal);
    return mutex.run(() => instanceClip.reading({ read, signal }, step));
  };
};

/** The tracks that examples mean; a later example wins over an earlier one. */
const findExampleTracks = async (
  { examples, instanceClip }: SelectTracksJob,
  segmentation: InstanceSegmentation,
  step: Step,
): Promise<TrackExamples> => {
  const { maskSize } = segmentation.manifest.sizes;
  const wanted = new Set<number>();
  const unwanted = new Set<number>();
  for (const example of examples) {
    const frame = instanceClip.frameOf(example.frameIndex);
    const wantedCells = decodeRegion(example.wanted, maskSize);
    const unwantedCells = decodeRegion(example.unwanted, maskSize);
    // With the loose boxes of an object: what is said of it holds for them.
    const all = { ...segmentation, includesDuplicates: true };
    for (const { trackId, probability } of await step(() => drawMeantInstances(all, frame))) {
      const inWanted = coveredShare(probability, wantedCells);
      const inUnwanted = coveredShare(probability, unwantedCells);
      if (Math.max(inWanted, inUnwanted) >= MIN_COVERED_SHARE) {
        const isWanted = inWanted >= inUnwanted;
        (isWanted ? wanted : unwanted).add(trackId);
        (isWanted ? unwanted : wanted).delete(trackId);
      }
    }
  }
  // Without an instance in the examples there is nothing that could be kept alone.
  const isOnly = wanted.size > 0 && examples.some(({ kind }) => kind === 'only-this');
  return {
    kind: isOnly ? 'only-this' : 'not-this',
    wanted: Array.from(wanted),
    unwanted: Array.from(unwanted),
  };
};

/**
 * Selects the tracks that the examples mean; every frame keeps the masks of these alone.
 * @returns presence by frame index; NaN where the base is not computed.
 * @throws EarmarkError `aborted`; those of the media and of the model.
 */
export const selectTracksJob = async (job: SelectTracksJob): Promise<Float32Array<ArrayBuffer>> => {
  const { instanceClip, base, selected } = job;
  const { ptsSeconds } = job.clip.info;
  const { overview, tracked } = instanceClip;
  const presence = new Float32Array(ptsSeconds.length).fill(Number.NaN);
  const step = createStep(job);
  const segmentation = instanceClip.segmentationOf(base);
  const computed = Array.from(ptsSeconds.keys()).filter((frame) => base.masks.has(frame));
  const lastSecond = Math.min(overview.length - 1, wholeSecondOf(ptsSeconds, computed.at(-1) ?? 0));
  // All tracks of these frames first, so that one answer holds for all of them.
  for (let second = 0; second < lastSecond; second += SECONDS_PER_STEP) {
    await step(() => tracked.frameAt(second));
  }
  await step(() => tracked.frameAt(lastSecond));
  const kept = selectTracks(tracked.tracks, await findExampleTracks(job, segmentation, step));
  const selecting = { ...segmentation, keepsTrack: (trackId: number) => kept.has(trackId) };
  for (const [done, frameIndex] of computed.entries()) {
    job.emit({ kind: 'progress', done: done + 1, total: computed.length });
    const mask = await step(() => segmentInstances(selecting, instanceClip.frameOf(frameIndex)));
    if (mask !== null) {
      presence[frameIndex] = mask.presence;
      await selected.put(mask);
    }
  }
  return presence;
};
