import { encode } from 'fast-png';
import { frameState } from '../core/model/frameState.ts';
import { maskArea } from '../core/mask/maskStatistics.ts';
import type { UpsampleInput } from '../core/mask/upsampleMask.ts';
import type { EngineClient } from '../engine/client.ts';
import type { ClipInfo, MedianMask, SegmentSummary } from '../protocol/requests.ts';
import type { MaskRefiner, RefinedMask } from '../rendering/edges/maskRefiner.ts';
import type {
  FrameResult,
  HeadlessJob,
  HeadlessReport,
  OpenedBundle,
  SegmentClipResult,
} from './api.ts';
import { sampleFrameIndices } from './sampleFrameIndices.ts';

/** Frame and PNG of one mask: what the app would show and export with the bundle's thresholds. */
async function renderFrame(
  mask: MedianMask,
  clip: ClipInfo,
  bundle: OpenedBundle,
  refine: (raster: UpsampleInput) => Promise<RefinedMask>,
): Promise<{ frame: FrameResult; png: Uint8Array }> {
  const { width, height } = clip;
  const { probability, maskWidth, maskHeight, medianFrameCount: _, ...facts } = mask;
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
export class FrameNotFoundError extends Error {
  readonly facts: { readonly frameIndex: number; readonly frameCount: number };

  constructor(frameIndex: number, frameCount: number) {
    super(`There is no frame ${frameIndex}: the clip has ${frameCount} frames, counted from 0.`);
    this.name = 'NoSuchFrame';
    this.facts = { frameIndex, frameCount };
  }
}

/**
 * Segments the open clip for a job's query, then reports each sampled frame: damaged ones first,
 * also when no other is left.
 *
 * @throws EarmarkError as the engine gives it; NoSuchFrame before anything is computed
 */
export async function segmentClip(
  { engine, refiner }: { readonly engine: EngineClient; readonly refiner: MaskRefiner },
  clip: ClipInfo,
  bundle: OpenedBundle,
  job: HeadlessJob,
  report: (report: HeadlessReport) => Promise<void>,
): Promise<SegmentClipResult> {
  const frameCount = clip.ptsSeconds.length;
  const frames = sampleFrameIndices(job.sampling, clip.ptsSeconds, clip.durationSeconds);
  const missing = frames.find((frameIndex) => frameIndex >= frameCount);
  if (missing !== undefined) throw new FrameNotFoundError(missing, frameCount);

  let resultId = '';
  let writeMs = 0;
  const write = async (frameIndex: number): Promise<void> => {
    const mask = await engine.request('read-mask', { resultId, frameIndex });
    if (mask === null) throw new Error(`The engine has no mask of frame ${frameIndex}.`);
    const start = performance.now();
    const drawn = await renderFrame(mask, clip, bundle, async (raster) => {
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

  const undecodable = new Map<number, string>();
  let missingSeconds: readonly number[] = [];
  const reportDamage = async (): Promise<void> => {
    for (const [frameIndex, reason] of undecodable) {
      const ptsSeconds = clip.ptsSeconds[frameIndex] ?? 0;
      const frame = { frameIndex, ptsSeconds, state: 'undecodable', reason } as const;
      await report({ kind: 'undecodable', frame });
    }
    if (missingSeconds.length > 0) {
      await report({ kind: 'missing-audio', seconds: missingSeconds });
    }
  };

  const segment = (): Promise<SegmentSummary> =>
    engine.request(
      'segment',
      {
        query: job.query,
        switches: job.switches,
        frameIndices: job.sampling.kind === 'every' ? null : frames,
        playheadFrameIndex: frames[0] ?? 0,
      },
      {
        onEvent: (event) => {
          if (event.kind === 'started') resultId = event.resultId;
          else if (event.kind === 'progress') void report(event);
          else if (event.kind === 'undecodable') undecodable.set(event.frameIndex, event.message);
          else if (event.kind === 'missing-audio') missingSeconds = event.seconds;
        },
      },
    );
  let summary: SegmentSummary;
  try {
    summary = await segment();
  } finally {
    await reportDamage();
  }
  // Only now: a mask is the median over its neighbours on both sides.
  for (const frameIndex of frames) {
    if (!undecodable.has(frameIndex)) await write(frameIndex);
  }
  return { summary, writeMilliseconds: writeMs };
}
