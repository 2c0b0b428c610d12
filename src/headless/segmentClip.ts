import { encode } from 'fast-png';
import { frameState } from '../core/frameState.ts';
import { maskArea } from '../core/maskStatistics.ts';
import type { MaskRaster } from '../core/rasterizeMask.ts';
import type { EngineClient } from '../engine/client.ts';
import type { ClipInfo, SteadyMask } from '../engine/protocol.ts';
import type { MaskRefiner, RefinedMask } from '../matte/maskRefiner.ts';
import type {
  FrameResult,
  HeadlessJob,
  HeadlessReport,
  OpenedBundle,
  SegmentedClip,
} from './api.ts';
import { selectFrames } from './selectFrames.ts';

/** Frame and PNG of one mask: what the app would show and export with the bundle's thresholds. */
async function drawFrame(
  mask: SteadyMask,
  clip: ClipInfo,
  bundle: OpenedBundle,
  refine: (raster: MaskRaster) => Promise<RefinedMask>,
): Promise<{ frame: FrameResult; png: Uint8Array }> {
  const { width, height } = clip;
  const { probability, maskWidth, maskHeight, steadiedBy: _, ...facts } = mask;
  const state = frameState(mask.presence, bundle.presenceThreshold);
  const threshold = bundle.maskThreshold;
  const drawn: RefinedMask =
    state === 'present'
      ? await refine({ probability, maskWidth, maskHeight, width, height, threshold })
      : { mask: new Uint8Array(width * height), edges: 'refined' };
  const area = maskArea(drawn.mask);
  const png = encode({
    width,
    height,
    channels: 1,
    depth: 8,
    data: drawn.mask.map((bit) => bit * 255),
  });
  return {
    frame: {
      ...facts,
      ptsSeconds: clip.ptsSeconds[mask.frameIndex] ?? 0,
      state: state === 'present' ? 'present' : 'empty',
      area,
      edges: drawn.edges,
    },
    png,
  };
}

/** Thrown for a frame number that the clip does not have. */
export class NoSuchFrame extends Error {
  readonly facts: { readonly frameIndex: number; readonly frameCount: number };

  constructor(frameIndex: number, frameCount: number) {
    super(`There is no frame ${frameIndex}: the clip has ${frameCount} frames, counted from 0.`);
    this.name = 'NoSuchFrame';
    this.facts = { frameIndex, frameCount };
  }
}

/**
 * Finds a job's expression in the open clip, then reports each frame of its selection.
 *
 * @throws EarmarkError as the engine gives it; NoSuchFrame before anything is computed
 */
export async function segmentClip(
  { engine, refiner }: { readonly engine: EngineClient; readonly refiner: MaskRefiner },
  clip: ClipInfo,
  bundle: OpenedBundle,
  job: HeadlessJob,
  report: (report: HeadlessReport) => Promise<void>,
): Promise<SegmentedClip> {
  const frameCount = clip.ptsSeconds.length;
  const frames = selectFrames(job.selection, clip.ptsSeconds, clip.durationSeconds);
  const missing = frames.find((frameIndex) => frameIndex >= frameCount);
  if (missing !== undefined) throw new NoSuchFrame(missing, frameCount);

  let resultId = '';
  let writeMs = 0;
  const write = async (frameIndex: number): Promise<void> => {
    const mask = await engine.request('read-mask', { resultId, frameIndex });
    if (mask === null) throw new Error(`The engine has no mask of frame ${frameIndex}.`);
    const start = performance.now();
    const drawn = await drawFrame(mask, clip, bundle, async (raster) => {
      const body = { frameIndex, maxWidth: clip.width };
      const { bitmap } = await engine.request('read-frame', body);
      try {
        return refiner.refine(raster, bitmap);
      } finally {
        bitmap.close();
      }
    });
    await report({ kind: 'frame', ...drawn });
    writeMs += performance.now() - start;
  };

  const summary = await engine.request(
    'segment',
    {
      expression: job.expression,
      switches: job.switches,
      frames: job.selection.kind === 'every' ? null : frames,
      playheadFrameIndex: frames[0] ?? 0,
    },
    {
      onEvent: (event) => {
        if (event.kind === 'started') resultId = event.resultId;
        else if (event.kind === 'progress') void report(event);
      },
    },
  );
  // Only now: a mask is steadied by its neighbours on both sides.
  for (const frameIndex of frames) await write(frameIndex);
  return { summary, writeMs };
}
