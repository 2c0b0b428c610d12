import type { ImageSize, PlannedFrame } from '../../core/export/exportPlan.ts';
import { hasAddStroke } from '../../core/mask/brushStroke.ts';
import { throwIfAborted } from '../../core/util/errors.ts';
import { frameState } from '../../core/model/frameState.ts';
import type { FrameState } from '../../core/model/frameState.ts';
import { emptyMask } from '../../protocol/results.ts';
import { createFrameSource } from '../media/frameSource.ts';
import type { FrameSource } from '../media/frameSource.ts';
import type { FrameMask } from '../../protocol/requests.ts';
import { createMedianMasks } from '../results/medianMasks.ts';
import type { MedianMasks } from '../results/medianMasks.ts';
import {
  createMaskRefiner,
  type MaskEdges,
  type MaskRefiner,
} from '../../rendering/edges/maskRefiner.ts';
import type { ExportJob, ExportJobObject } from './exporter.ts';
import { coverOf, renderFullSizeMask, type FullSizeMask } from './renderFullSizeMask.ts';
import { createOffscreenContext } from '../../rendering/canvas/offscreenContext.ts';

/** One object in one frame. */
export type FrameLayer = {
  readonly object: ExportJobObject;
  readonly state: FrameState;
  /** Null when the frame is not computed. */
  readonly presence: number | null;
  /** At the frame's size; all 0 where the object is not there. */
  readonly raster: () => Promise<FullSizeMask>;
  /** Its coverage of each pixel, 0..255. Not to be written to. */
  readonly cover: () => Promise<Uint8Array<ArrayBuffer>>;
};

/** One frame as exporters get it. Masks and picture are made when they are first asked for. */
export type ExportFrame = PlannedFrame &
  ImageSize & {
    /** In the plan, from 0. */
    readonly position: number;
    /** In the clip. */
    readonly ptsSeconds: number;
    /** `present` when any object is, `not-computed` when no object is computed. */
    readonly state: FrameState;
    /** The first is on top. */
    readonly layers: readonly FrameLayer[];
    /** `plain` once any of its masks could not be refined to the picture's edges. */
    readonly edges: () => MaskEdges;
    /** The clip's own picture. It is closed when the next frame is asked for. */
    readonly bitmap: () => Promise<ImageBitmap>;
    /** The same as RGBA, opaque. Not to be written to. */
    readonly picture: () => Promise<Uint8ClampedArray<ArrayBuffer>>;
  };

type ExportFrameOptions = {
  /** Whether frames of this state are exported; others are skipped, but counted. */
  readonly includesState: (state: FrameState) => boolean;
  /**
   * Whether such a frame's picture is needed: frames are decoded in one pass. Masks need it wherever
   * an object is present.
   */
  readonly needsPicture: (state: FrameState) => boolean;
  /** Called with each skipped frame. */
  readonly onSkipped?: (frame: ExportFrame) => void;
};

/** The job's frames in order, one in memory at a time. Each step of the walk is one of progress. */
export async function* exportFrames(
  job: ExportJob,
  { includesState, needsPicture, onSkipped }: ExportFrameOptions,
): AsyncGenerator<ExportFrame, void> {
  const { clip, plan, signal } = job;
  const pictured = plan
    .filter(({ frameIndex }, index) => frameIndex !== plan[index - 1]?.frameIndex)
    .map(({ frameIndex }) => frameIndex)
    .filter((frameIndex) => {
      const state = frameStateOf(job, frameIndex);
      return includesState(state) && (state === 'present' || needsPicture(state));
    });
  const source = createFrameSource(clip, pictured, signal);
  const refiner = createMaskRefiner();
  let previous: OpenFrame | null = null;
  try {
    for (const [index, planned] of plan.entries()) {
      throwIfAborted(signal);
      // A repeated frame keeps the masks and the picture that were made for it.
      if (previous?.frame.frameIndex !== planned.frameIndex) {
        previous?.close();
        previous = openFrame(job, planned, source, refiner);
      }
      const frame: ExportFrame = { ...previous.frame, ...planned, position: index };
      if (includesState(frame.state)) {
        yield frame;
      } else {
        onSkipped?.(frame);
      }
      job.onProgress(index + 1, plan.length);
    }
  } finally {
    previous?.close();
    refiner.dispose();
    await source.dispose();
  }
}

type RefineMask = (object: ExportJobObject, mask: FrameMask) => Promise<FullSizeMask>;

type OpenFrame = { readonly frame: ExportFrame; readonly close: () => void };

const openFrame = (
  job: ExportJob,
  planned: PlannedFrame,
  source: FrameSource,
  refiner: MaskRefiner,
): OpenFrame => {
  const { clip, objects, size } = job;
  const { frameIndex } = planned;
  let edges: MaskEdges = 'refined';
  let bitmap: ImageBitmap | null = null;
  const readBitmap = once(async () => {
    bitmap = await readScaledBitmap(source, frameIndex, size);
    return bitmap;
  });
  const refine: RefineMask = async (object, mask) => {
    const refined = renderFullSizeMask(mask, object, await readBitmap(), clip.info.width, refiner);
    if (refined.edges === 'plain') {
      edges = 'plain';
    }
    return refined;
  };
  return {
    frame: {
      ...planned,
      ...size,
      position: 0,
      ptsSeconds: clip.info.ptsSeconds[frameIndex] ?? 0,
      state: frameStateOf(job, frameIndex),
      edges: () => edges,
      layers: objects.map((object) => createLayer(object, clip, frameIndex, size, refine)),
      bitmap: readBitmap,
      picture: once(async () => readPixels(await readBitmap())),
    },
    close: () => bitmap?.close(),
  };
};

const medianMasksOf = ({ result }: ExportJobObject, { info }: ExportJob['clip']): MedianMasks =>
  createMedianMasks(result, info.ptsSeconds);

/** State by the model's presence alone. */
const modelState = (
  object: ExportJobObject,
  clip: ExportJob['clip'],
  frameIndex: number,
): FrameState =>
  frameState(medianMasksOf(object, clip).presence(frameIndex), object.presenceThreshold);

/** Of one object: by the model's presence and by what was painted. */
export const layerState = (
  object: ExportJobObject,
  clip: ExportJob['clip'],
  frameIndex: number,
): FrameState =>
  hasAddStroke(object.strokes, frameIndex) ? 'present' : modelState(object, clip, frameIndex);

/** Of all objects together. */
export const frameStateOf = ({ objects, clip }: ExportJob, frameIndex: number): FrameState => {
  const states = objects.map((object) => layerState(object, clip, frameIndex));
  if (states.includes('present')) {
    return 'present';
  }
  return states.includes('empty') ? 'empty' : 'not-computed';
};

const createLayer = (
  object: ExportJobObject,
  clip: ExportJob['clip'],
  frameIndex: number,
  size: ImageSize,
  refine: RefineMask,
): FrameLayer => {
  const state = layerState(object, clip, frameIndex);
  const masks = medianMasksOf(object, clip);
  const raster = once(async (): Promise<FullSizeMask> => {
    if (state !== 'present') {
      return { mask: new Uint8Array(size.width * size.height), cover: null };
    }
    const isDetected = modelState(object, clip, frameIndex) === 'present';
    const detected = isDetected ? await masks.get(frameIndex) : null;
    return refine(object, detected ?? emptyMask(frameIndex));
  });
  return {
    object,
    state,
    presence: masks.presence(frameIndex) ?? null,
    raster,
    cover: once(async () => coverOf(await raster())),
  };
};

/** Converted as the preview's is, so that masks are refined to the same edges. */
const readScaledBitmap = async (
  source: FrameSource,
  frameIndex: number,
  { width, height }: ImageSize,
): Promise<ImageBitmap> => {
  const frame = await source.read(frameIndex);
  let bitmap: ImageBitmap;
  try {
    bitmap = await frame.toBitmap(width);
  } finally {
    frame.close();
  }
  if (bitmap.width === width && bitmap.height === height) {
    return bitmap;
  }
  // Enlarged, or with a side made even for a codec.
  const context = createOffscreenContext(width, height, { alpha: false });
  context.imageSmoothingQuality = 'medium';
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  return context.canvas.transferToImageBitmap();
};

const readPixels = (bitmap: ImageBitmap): Uint8ClampedArray<ArrayBuffer> => {
  const { width, height } = bitmap;
  const context = createOffscreenContext(width, height, {
    alpha: false,
    willReadFrequently: true,
  });
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, width, height).data;
};

const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | null = null;
  return () => {
    made ??= make();
    return made;
  };
};
