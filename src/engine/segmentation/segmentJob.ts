import { EarmarkError, throwIfAborted } from '../../core/util/errors.ts';
import { wholeSecondOf } from '../../core/time/frameTable.ts';
import type { ClipSegmenter, SegmentationInputs } from './clipSegmenter.ts';
import { createClipSegmenter } from './clipSegmenter.ts';
import type { FrameSource } from '../media/frameSource.ts';
import type { SegmentStage, SegmentSummary } from '../../protocol/requests.ts';
import { createInstanceSegmenter } from './instances/instanceSegmenter.ts';
import { createPaperModel } from './paper/paperModel.ts';
import { nextFrames } from './schedule.ts';
import { createStageProgress } from './stageProgress.ts';
import type { StageProgress } from './stageProgress.ts';

type SegmentJob = SegmentationInputs & {
  /** Asked between frames: where it is decides what is computed next. */
  readonly playhead: () => number;
};

/**
 * Finds an expression in a clip: sound, words, the overview of one frame a second in order, which
 * fills the cached memory, then the finer frames.
 * Damaged frames and seconds of sound are passed over, and told as events.
 * @throws EarmarkError `aborted` between two frames, with everything computed so far kept in the
 *   result; `corrupt` when no frame can be decoded; `long-expression`; those of the model.
 *   RangeError for a frame that the clip does not have.
 */
export const runSegmentJob = async (job: SegmentJob): Promise<SegmentSummary> => {
  const { pipeline, result, emit } = job;
  const runsBefore = pipeline.statistics().runs;
  const timings: Record<string, number> = {};
  const segmenter = createSegmenter(job);
  const plan = planSegmentation(job, segmenter.overview.length);
  // Whoever names a frame has it tried again.
  for (const frameIndex of plan.frames) {
    result.undecodable.delete(frameIndex);
  }

  const summary = (): SegmentSummary => ({
    resultId: result.id,
    framesComputed: result.masks.count,
    bestPresence: result.masks.best?.presence ?? 0,
    bestFrameIndex: result.masks.best?.frameIndex ?? 0,
    runs: subtractCounts(pipeline.statistics().runs, runsBefore),
    timings: { ...timings },
  });
  const runStage = async (
    stage: SegmentStage,
    total: number,
    work: (progress: StageProgress) => Promise<void>,
  ): Promise<void> => {
    const start = performance.now();
    await work(createStageProgress(stage, total, emit));
    timings[stage] = performance.now() - start;
  };

  await runStage('sound', plan.windows.length, (progress) =>
    encodeAudioWindows(job, plan.windows, progress),
  );
  const missingSeconds = job.audio.missingSeconds(plan.windows);
  if (missingSeconds.length > 0) {
    emit({ kind: 'missing-audio', seconds: missingSeconds });
  }
  await runStage('words', 1, async (progress) => {
    if (result.key.expression !== '') {
      await pipeline.encodeText(result.key.expression);
    }
    progress.report(1);
  });
  await runStage('overview', plan.overviewSeconds, (progress) =>
    computeOverview(segmenter, plan.overviewSeconds, progress),
  );
  if (job.frames === null) {
    emit({ kind: 'overview', summary: summary() });
    const total = job.range[1] - job.range[0] + 1;
    await runStage('every-frame', total, (progress) => computeEveryFrame(job, segmenter, progress));
  } else {
    await runStage('every-frame', plan.frames.length, (progress) =>
      computeFrames(segmenter, plan.frames, progress),
    );
  }
  requireSomeFrame(job, plan);
  return summary();
};

const createSegmenter = (job: SegmentJob): ClipSegmenter => {
  if (job.instanceClip !== undefined) {
    return createInstanceSegmenter(job, job.instanceClip);
  }
  return createClipSegmenter(job, createPaperModel(job.pipeline, job.result));
};

/** @throws EarmarkError `corrupt` when every frame that was asked for is damaged. */
const requireSomeFrame = (
  { clip, frames, result: { masks, undecodable } }: SegmentJob,
  plan: SegmentationPlan,
): void => {
  const isAllDamaged =
    frames === null
      ? masks.count === 0 && undecodable.size > 0
      : plan.frames.length > 0 && plan.frames.every((frameIndex) => undecodable.has(frameIndex));
  if (isAllDamaged) {
    throw new EarmarkError('corrupt', 'No frame could be decoded.', {
      fileName: clip.info.fileName,
    });
  }
};

type SegmentationPlan = {
  /** Windows of sound that are heard. */
  readonly windows: readonly number[];
  /** Seconds from the first on of which the overview frame is visited. */
  readonly overviewSeconds: number;
  /** The frames asked for, ascending. */
  readonly frames: readonly number[];
};

const planSegmentation = (
  { clip, frames, range, result, pipeline }: SegmentJob,
  clipSeconds: number,
): SegmentationPlan => {
  const { ptsSeconds, audioCodec } = clip.info;
  const { switches, expression, points = [] } = result.key;
  const asked = Array.from(new Set(frames ?? [])).toSorted((a, b) => a - b);
  if (asked.some((frame) => ptsSeconds[frame] === undefined)) {
    throw new RangeError(`The clip has the frames 0 to ${ptsSeconds.length - 1}.`);
  }
  const askedSeconds = asked.map((frame) => wholeSecondOf(ptsSeconds, frame));
  // A frame's memory holds the seconds before its own.
  const rangeSeconds = Math.min(clipSeconds, wholeSecondOf(ptsSeconds, range[1]) + 1);
  // Of instances, its own second too: tracks come from the overview frames around a frame.
  const ownSeconds = pipeline.kind === 'instances' ? 1 : 0;
  const seconds =
    frames === null
      ? rangeSeconds
      : Math.min(clipSeconds, Math.max(0, ...askedSeconds) + ownSeconds);
  // What was pointed at in the one frame that is asked for needs no other frame.
  const isSaidThere =
    expression === '' &&
    asked.length === 1 &&
    points.every(({ frameIndex }) => frameIndex === asked[0]);
  const needsSeconds =
    !isSaidThere && (frames === null || switches.memory || pipeline.kind === 'instances');
  const overviewSeconds = needsSeconds ? seconds : 0;
  const overviewed = Array.from({ length: overviewSeconds }, (_, second) => second);
  const isHeard = switches.sound && audioCodec !== null && expression !== '';
  const heard = isHeard ? [...overviewed, ...askedSeconds] : [];
  const { windowSeconds } = pipeline.audioSizes;
  const windows = new Set(heard.map((second) => Math.floor(second / windowSeconds)));
  return { windows: Array.from(windows), overviewSeconds, frames: asked };
};

const encodeAudioWindows = async (
  job: SegmentJob,
  windows: readonly number[],
  progress: StageProgress,
): Promise<void> => {
  for (const [done, window] of windows.entries()) {
    progress.report(done);
    await job.yieldToEventLoop();
    throwIfAborted(job.signal);
    await job.audio.encodeWindow(window, job.signal);
  }
  progress.report(windows.length);
};

const withFrameSource = async (
  source: FrameSource,
  work: (source: FrameSource) => Promise<void>,
): Promise<void> => {
  try {
    await work(source);
  } finally {
    await source.dispose();
  }
};

const computeOverview = (
  segmenter: ClipSegmenter,
  seconds: number,
  progress: StageProgress,
): Promise<void> =>
  withFrameSource(
    segmenter.openFrameSource(segmenter.overview.slice(0, seconds)),
    async (source) => {
      for (let second = 0; second < seconds; second++) {
        progress.report(second);
        await segmenter.computeOverviewSecond(second, source);
      }
      progress.report(seconds);
    },
  );

const computeFrames = (
  segmenter: ClipSegmenter,
  frames: readonly number[],
  progress: StageProgress,
): Promise<void> =>
  withFrameSource(segmenter.openFrameSource(frames), async (source) => {
    for (const [done, frameIndex] of frames.entries()) {
      progress.report(done);
      await segmenter.computeFrame(frameIndex, source);
    }
    progress.report(frames.length);
  });

/** A second of frames at a time, until none is missing; a moved playhead cuts the second short. */
const computeEveryFrame = async (
  job: SegmentJob,
  segmenter: ClipSegmenter,
  progress: StageProgress,
): Promise<void> => {
  const { ptsSeconds } = job.clip.info;
  const { masks, undecodable } = job.result;
  const [first, last] = job.range;
  const isSettled = (frameIndex: number): boolean =>
    masks.has(frameIndex) || undecodable.has(frameIndex);
  const isComputed = (frameIndex: number): boolean =>
    frameIndex < first || frameIndex > last || isSettled(frameIndex);
  const next = (): number[] => nextFrames(ptsSeconds, job.playhead(), isComputed);
  const countComputed = (): number => {
    let computed = 0;
    for (let frameIndex = first; frameIndex <= last; frameIndex++) {
      computed += isSettled(frameIndex) ? 1 : 0;
    }
    return computed;
  };
  for (let frames = next(); frames.length > 0; frames = next()) {
    const playhead = job.playhead();
    const here = wholeSecondOf(ptsSeconds, playhead);
    if (job.pipeline.kind !== 'instances') {
      job.pipeline.setPlayhead(playhead);
    }
    await withFrameSource(segmenter.openFrameSource(frames), async (source) => {
      for (const frameIndex of frames) {
        if (wholeSecondOf(ptsSeconds, job.playhead()) !== here) {
          return;
        }
        progress.report(countComputed());
        await segmenter.computeFrame(frameIndex, source);
      }
    });
  }
  progress.report(countComputed());
};

const subtractCounts = (
  after: Readonly<Record<string, number>>,
  before: Readonly<Record<string, number>>,
): Record<string, number> =>
  Object.fromEntries(
    Object.entries(after).map(([name, count]) => [name, count - (before[name] ?? 0)]),
  );
