import type { PictureSize, PlannedFrame } from '../../core/exportPlan.ts';
import { throwIfAborted } from '../../core/errors.ts';
import { frameState } from '../../core/frameState.ts';
import type { FrameState } from '../../core/frameState.ts';
import { createFrameSource } from '../frameSource.ts';
import type { FrameSource } from '../frameSource.ts';
import type { ExportJob, JobObject } from './exporter.ts';
import { fullSizeMask } from './fullSizeMask.ts';

/** One object in one frame. */
export type FrameLayer = {
  readonly object: JobObject;
  readonly state: FrameState;
  /** Null when the frame is not computed. */
  readonly presence: number | null;
  /** 0..255 for each pixel; all 0 where the thing is not there. */
  readonly mask: () => Promise<Uint8Array<ArrayBuffer>>;
};

/** One frame as exporters get it. Masks and picture are made when they are first asked for. */
export type ExportFrame = PlannedFrame &
  PictureSize & {
    /** In the plan, from 0. */
    readonly position: number;
    /** In the clip. */
    readonly ptsSeconds: number;
    /** `present` when any object is, `not-computed` when nobody looked for any of them. */
    readonly state: FrameState;
    /** The first is on top. */
    readonly layers: readonly FrameLayer[];
    /** The clip's own picture, RGBA, opaque. Not to be written to. */
    readonly picture: () => Promise<Uint8ClampedArray<ArrayBuffer>>;
  };

type WalkOptions = {
  /** Whether a frame of this state is worked on at all; others are passed over, but counted. */
  readonly wanted: (state: FrameState) => boolean;
  /** Whether such a frame's picture will be asked for: frames are decoded in one pass. */
  readonly needsPicture: (state: FrameState) => boolean;
  /** Called with each frame that is passed over. */
  readonly onPassed?: (frame: ExportFrame) => void;
};

/** The job's frames in order, one in memory at a time. Each step of the walk is one of progress. */
export async function* exportFrames(
  job: ExportJob,
  { wanted, needsPicture, onPassed }: WalkOptions,
): AsyncGenerator<ExportFrame, void> {
  const { clip, plan, signal } = job;
  const pictured = plan
    .filter(({ frameIndex }, index) => frameIndex !== plan[index - 1]?.frameIndex)
    .map(({ frameIndex }) => frameIndex)
    .filter((frameIndex) => {
      const state = frameStateOf(job, frameIndex);
      return wanted(state) && needsPicture(state);
    });
  const source = createFrameSource(clip, pictured, signal);
  let before: ExportFrame | null = null;
  try {
    for (const [index, planned] of plan.entries()) {
      throwIfAborted(signal);
      // A repeated frame keeps the masks and the picture that were made for it.
      const frame: ExportFrame =
        before?.frameIndex === planned.frameIndex
          ? { ...before, ...planned, position: index }
          : createFrame(job, planned, index, source);
      before = frame;
      if (wanted(frame.state)) {
        yield frame;
      } else {
        onPassed?.(frame);
      }
      job.onStep(index + 1, plan.length);
    }
  } finally {
    await source.dispose();
  }
}

const createFrame = (
  job: ExportJob,
  planned: PlannedFrame,
  position: number,
  source: FrameSource,
): ExportFrame => {
  const { clip, objects, size } = job;
  const { frameIndex } = planned;
  return {
    ...planned,
    ...size,
    position,
    ptsSeconds: clip.info.ptsSeconds[frameIndex] ?? 0,
    state: frameStateOf(job, frameIndex),
    layers: objects.map((object) => createLayer(object, frameIndex, size)),
    picture: once(() => readPicture(source, frameIndex, size)),
  };
};

const layerState = ({ result, presenceThreshold }: JobObject, frameIndex: number): FrameState =>
  frameState(result.masks.header(frameIndex)?.presence, presenceThreshold);

/** Of all objects together. */
export const frameStateOf = ({ objects }: ExportJob, frameIndex: number): FrameState => {
  const states = objects.map((object) => layerState(object, frameIndex));
  if (states.includes('present')) {
    return 'present';
  }
  return states.includes('empty') ? 'empty' : 'not-computed';
};

const createLayer = (object: JobObject, frameIndex: number, size: PictureSize): FrameLayer => {
  const state = layerState(object, frameIndex);
  return {
    object,
    state,
    presence: object.result.masks.header(frameIndex)?.presence ?? null,
    mask: once(async () => {
      const mask = state === 'present' ? await object.result.masks.get(frameIndex) : null;
      return mask === null
        ? new Uint8Array(size.width * size.height)
        : fullSizeMask(mask, object, size);
    }),
  };
};

const readPicture = async (
  source: FrameSource,
  frameIndex: number,
  { width, height }: PictureSize,
): Promise<Uint8ClampedArray<ArrayBuffer>> => {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
  if (context === null) {
    throw new Error('No 2D canvas could be made.');
  }
  const frame = await source.read(frameIndex);
  try {
    frame.draw(context, width, height);
  } finally {
    frame.close();
  }
  return context.getImageData(0, 0, width, height).data;
};

const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | null = null;
  return () => {
    made ??= make();
    return made;
  };
};
