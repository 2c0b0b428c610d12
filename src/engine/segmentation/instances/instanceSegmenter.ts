import { wholeSecondOf } from '../../../core/time/frameTable.ts';
import { throwIfAborted, toEarmarkError } from '../../../core/util/errors.ts';
import { createFrameSource } from '../../media/frameSource.ts';
import type { FrameSource } from '../../media/frameSource.ts';
import type { ClipSegmenter, SegmentationInputs } from '../clipSegmenter.ts';
import { createFrameChoice } from '../frameChoice.ts';
import { reportDamage, reportMask } from '../reportFrame.ts';
import type { InstanceClip } from './instanceClip.ts';
import { segmentInstances } from './segmentInstances.ts';
import type { InstanceFrameMask } from './segmentInstances.ts';
import { MAX_HIDDEN_SECONDS } from './tracker.ts';
import { NEIGHBOURHOOD_SECONDS } from './trackProbability.ts';

/** Overview frames so long after a frame decide about it: those around the next one of its own. */
const LOOKAHEAD_SECONDS = Math.ceil(Math.max(MAX_HIDDEN_SECONDS, NEIGHBOURHOOD_SECONDS)) + 1;

/** The mask, or why the frame cannot be decoded. */
const maskOrDamage = async (
  compute: () => Promise<InstanceFrameMask | null>,
  frameIndex: number,
): Promise<InstanceFrameMask | string> => {
  try {
    return (await compute()) ?? `Frame ${frameIndex} could not be decoded.`;
  } catch (thrown) {
    const { kind, message } = toEarmarkError(thrown);
    if (kind === 'corrupt') {
      return message;
    }
    throw thrown;
  }
};

/** `ClipSegmenter` of a model of kind "instances". */
export const createInstanceSegmenter = (
  work: SegmentationInputs,
  instanceClip: InstanceClip,
): ClipSegmenter => {
  const { clip, result, signal } = work;
  const { ptsSeconds } = clip.info;
  const { overview, tracked } = instanceClip;
  const segmentation = instanceClip.segmentationOf(result);
  const clipQuery = instanceClip.queryOf(result);
  const points = instanceClip.pointsOf(result);
  /** Seconds from the first on that are tracked for points. */
  let trackedSeconds = 0;
  const { isSettled, wantsMask } = createFrameChoice(work);

  const within = <T>(source: FrameSource, step: () => Promise<T>): Promise<T> =>
    instanceClip.reading({ read: (frameIndex) => source.read(frameIndex), signal }, step);
  const rest = async (): Promise<void> => {
    await work.yieldToEventLoop();
    throwIfAborted(signal);
  };
  const isSaidIn = (frameIndex: number): boolean =>
    clipQuery === null && points?.isSaidIn(frameIndex) === true;
  const secondOf = (frameIndex: number): number =>
    Math.min(wholeSecondOf(ptsSeconds, frameIndex), overview.length - 1);
  /** Tracks of points lead through all frames in which something was pointed at. */
  const lastPointed = Math.max(
    0,
    ...(points?.points ?? []).map((point) => secondOf(point.frameIndex)),
  );
  const trackThrough = async (second: number, source: FrameSource): Promise<void> => {
    for (; trackedSeconds <= second; trackedSeconds++) {
      await rest();
      await within(source, () => tracked.frameAt(trackedSeconds));
    }
  };
  /** Tracks and cue fusion through this second, one at a time: messages come in between. */
  const fuseThrough = async (second: number, source: FrameSource): Promise<void> => {
    if (points !== null) {
      await trackThrough(clipQuery === null ? Math.max(second, lastPointed) : lastPointed, source);
    }
    if (clipQuery === null) {
      return;
    }
    for (; clipQuery.fusedSeconds <= second; clipQuery.fusedSeconds++) {
      await rest();
      const seconds = tracked.ptsSeconds[clipQuery.fusedSeconds] ?? 0;
      await within(source, () => clipQuery.query.meantAt(seconds, []));
    }
  };
  const visit = async (frameIndex: number, source: FrameSource): Promise<void> => {
    await rest();
    const mask = await maskOrDamage(
      () => within(source, () => segmentInstances(segmentation, instanceClip.frameOf(frameIndex))),
      frameIndex,
    );
    if (typeof mask !== 'string') {
      await reportMask(work, mask);
    } else {
      reportDamage(work, frameIndex, mask);
    }
  };

  return {
    overview,
    openFrameSource: (frames) => {
      const last = Math.max(lastPointed, wholeSecondOf(ptsSeconds, Math.max(0, ...frames)));
      const decisive = frames.every(isSaidIn)
        ? []
        : overview.slice(clipQuery?.fusedSeconds ?? 0, last + 1 + LOOKAHEAD_SECONDS);
      const missing = [...frames, ...decisive].filter((frame) => !instanceClip.isRead(frame));
      return createFrameSource(clip, missing, signal);
    },
    computeFrame: async (frameIndex, source) => {
      if (!isSaidIn(frameIndex)) {
        await fuseThrough(secondOf(frameIndex), source);
      }
      if (!isSettled(frameIndex)) {
        await visit(frameIndex, source);
      }
    },
    computeOverviewSecond: async (second, source) => {
      const frameIndex = overview[second] ?? 0;
      if (clipQuery === null && second < lastPointed) {
        // What is pointed at is not known yet; the frame gets its mask with all others.
        await trackThrough(second, source);
        return;
      }
      await fuseThrough(second, source);
      if (wantsMask(second, frameIndex)) {
        await visit(frameIndex, source);
      }
    },
  };
};
