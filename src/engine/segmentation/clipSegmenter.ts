import { throwIfAborted, toEarmarkError } from '../../core/util/errors.ts';
import { overviewFrameIndices, wholeSecondOf } from '../../core/time/frameTable.ts';
import type { AudioSizes, AudioWindow, TextFeatures } from '../inference/features.ts';
import type { FrameId } from '../inference/frameFeatureCache.ts';
import type { DecodedFrame } from '../media/openClip.ts';
import type { RunningMean } from '../../core/model/runningMean.ts';
import type { CachedMemory } from './cachedMemory.ts';
import { createFrameChoice } from './frameChoice.ts';
import type { FrameChoiceInputs } from './frameChoice.ts';
import { createFrameIds } from './frameIds.ts';
import type { OpenModel } from './openModel.ts';
import { createFrameSource } from '../media/frameSource.ts';
import type { FrameSource } from '../media/frameSource.ts';
import type { CueSwitches, FrameMask, RequestEvent } from '../../protocol/requests.ts';
import { silentWindow } from './audioWindows.ts';
import { reportDamage, reportMask } from './reportFrame.ts';
import type { AudioWindows } from './audioWindows.ts';

export type SegmentationInputs = OpenModel &
  FrameChoiceInputs & {
    readonly audio: AudioWindows;
    /** Awaited between frames: lets messages in, and the frames that are being looked at. */
    readonly yieldToEventLoop: () => Promise<void>;
    readonly emit: (event: RequestEvent<'segment'>) => void;
    readonly signal: AbortSignal;
  };

/** Computes single frames of one result in any order, each with the memory of its second. */
export type ClipSegmenter = {
  /** The overview frame of each whole second. */
  readonly overview: readonly number[];
  /** Decodes those of the frames that are not cached; ascending. The caller disposes it. */
  openFrameSource(frames: readonly number[]): FrameSource;
  /** Computes a frame, after the overview frames that its memory still lacks. */
  computeFrame(frameIndex: number, source: FrameSource): Promise<void>;
  /** Computes what the overview lacks of one second: its place in the memory, its frame's mask. */
  computeOverviewSecond(second: number, source: FrameSource): Promise<void>;
};

/** An overview frame of the window that a frame is in. */
export type WindowFrame = {
  readonly id: FrameId;
  /** The caller closes the frame. */
  read(): Promise<DecodedFrame>;
};

/** All that one frame's mask depends on. */
export type FrameTask = {
  readonly frameId: FrameId;
  /** The whole second of the clip that the frame stands for. */
  readonly second: number;
  readonly audio: AudioWindow;
  readonly text: TextFeatures;
  readonly memory: RunningMean;
  readonly switches: CueSwitches;
  /** False: only what enters the memory is computed. */
  readonly needsMask: boolean;
};

export type SegmentedFrame = {
  readonly mask: FrameMask | null;
  /** What the frame adds to the memory, if its second is the next one; null: there is no memory. */
  readonly step: Float32Array | null;
};

/** What a model without instances makes of single frames. */
export type FrameModel = {
  readonly audioSizes: AudioSizes;
  /** What was remembered so far of the result; null for a model that remembers nothing. */
  readonly memory: CachedMemory | null;
  /** What a frame sees when the memory is off. */
  readonly noMemory: RunningMean;
  encodeText(expression: string): Promise<TextFeatures>;
  hasFrameFeatures(id: FrameId): boolean;
  /** @param windowFrames overview frames of the window's seconds, as far as the clip goes */
  segment(
    task: FrameTask,
    read: () => Promise<DecodedFrame>,
    windowFrames: readonly WindowFrame[],
  ): Promise<SegmentedFrame>;
};

/** What the frames of a second are computed from: audio, memory, the frames around them. */
const createSecondInputs = (
  { clip, result, audio, signal }: SegmentationInputs,
  model: FrameModel,
  overview: readonly number[],
) => {
  const { windowSeconds } = model.audioSizes;
  const { switches } = result.key;
  const memory = switches.memory ? model.memory : null;
  const silence = silentWindow(model.audioSizes);
  const idOf = createFrameIds(clip);
  return {
    windowOf: (second: number): Promise<AudioWindow> =>
      switches.sound
        ? audio.encodeWindow(Math.floor(second / windowSeconds), signal)
        : Promise.resolve(silence),
    /** @throws RangeError before the memory has come so far. */
    memoryAt: (second: number): RunningMean => {
      const snapshot = memory === null ? model.noMemory : memory.snapshotAt(second);
      if (snapshot === undefined) {
        throw new RangeError(`The memory of second ${second} is not known.`);
      }
      return snapshot;
    },
    windowFramesOf: (second: number, source: FrameSource): WindowFrame[] => {
      const first = second - (second % windowSeconds);
      return overview.slice(first, first + windowSeconds).map((frameIndex) => ({
        id: idOf(frameIndex),
        read: () => source.read(frameIndex),
      }));
    },
  };
};

/** `ClipSegmenter` of a model that computes frame by frame. */
export const createClipSegmenter = (work: SegmentationInputs, model: FrameModel): ClipSegmenter => {
  const { clip, result, signal } = work;
  const { ptsSeconds, durationSeconds } = clip.info;
  const { switches, expression } = result.key;
  const memory = switches.memory ? model.memory : null;
  const overview = overviewFrameIndices(ptsSeconds, durationSeconds);
  const { isSettled, wantsMask } = createFrameChoice(work);
  const idOf = createFrameIds(clip);
  const { windowOf, memoryAt, windowFramesOf } = createSecondInputs(work, model, overview);
  const isRemembered = (second: number): boolean =>
    memory === null || memory.nearestKnownSecond(second + 1) > second;
  /** Runs one frame of a second whose memory is known. */
  const visit = async (
    second: number,
    frameIndex: number,
    needsMask: boolean,
    source: FrameSource,
  ): Promise<void> => {
    await work.yieldToEventLoop();
    throwIfAborted(signal);
    const task = {
      frameId: idOf(frameIndex),
      second,
      audio: await windowOf(second),
      text: await model.encodeText(expression),
      memory: memoryAt(second),
      switches,
      needsMask,
    };
    const isNextToRemember = overview[second] === frameIndex && !isRemembered(second);
    let segmented: SegmentedFrame;
    try {
      segmented = await model.segment(
        task,
        () => source.read(frameIndex),
        windowFramesOf(second, source),
      );
    } catch (thrown) {
      const { kind, message } = toEarmarkError(thrown);
      if (kind !== 'corrupt') {
        throw thrown;
      }
      if (needsMask) {
        reportDamage(work, frameIndex, message);
      }
      if (isNextToRemember) {
        memory?.advance(second, null);
      }
      return;
    }
    const { mask, step } = segmented;
    if (isNextToRemember) {
      memory?.advance(second, step);
    }
    if (mask !== null) {
      await reportMask(work, mask);
    }
  };
  /** Brings the memory to this second, over the overview frames before it. */
  const remember = async (second: number, source: FrameSource): Promise<void> => {
    if (memory === null) {
      return;
    }
    for (let before = memory.nearestKnownSecond(second); before < second; before++) {
      const frameIndex = overview[before] ?? 0;
      await visit(before, frameIndex, wantsMask(before, frameIndex), source);
    }
  };

  return {
    overview,
    openFrameSource: (frames) =>
      createFrameSource(
        clip,
        frames.filter((frame) => !model.hasFrameFeatures(idOf(frame))),
        signal,
      ),
    computeFrame: async (frameIndex, source) => {
      const second = wholeSecondOf(ptsSeconds, frameIndex);
      await remember(second, source);
      if (!isSettled(frameIndex)) {
        await visit(second, frameIndex, true, source);
      }
    },
    computeOverviewSecond: async (second, source) => {
      const frameIndex = overview[second] ?? 0;
      const needsMask = wantsMask(second, frameIndex);
      // Thinned out memory is not gone over again for seconds that were passed before.
      const wasPassed =
        memory === null ||
        isRemembered(second) ||
        memory.nearestKnownSecond(Number.POSITIVE_INFINITY) > second;
      if (needsMask || !wasPassed) {
        await remember(second, source);
        await visit(second, frameIndex, needsMask, source);
      }
    },
  };
};
