import { emptyRunningMean } from '../../../core/model/runningMean.ts';
import { toEarmarkError } from '../../../core/util/errors.ts';
import { createLruCache } from '../../../core/util/lruCache.ts';
import type { LruCache } from '../../../core/util/lruCache.ts';
import { frameCacheKey } from '../../inference/frameFeatureCache.ts';
import type { PaperFusion, ReleasedFusion } from '../../inference/paper/paperFusion.ts';
import type { PaperFrameFeatures, PaperPrompt } from '../../inference/paper/paperGraphs.ts';
import type { PaperPipeline } from '../../inference/paper/paperPipeline.ts';
import { readFloats } from '../../inference/tensors.ts';
import type { SegmentResult } from '../../results/resultStore.ts';
import { createCachedMemory } from '../cachedMemory.ts';
import type { CachedMemory } from '../cachedMemory.ts';
import type { FrameModel, FrameTask, SegmentedFrame, WindowFrame } from '../clipSegmenter.ts';
import type { FrameMask } from '../../../protocol/requests.ts';

type Reading = Pick<FrameModel, 'memory' | 'noMemory' | 'segment'>;

/** Memories of results, as long as these live. */
const memories = new WeakMap<SegmentResult, CachedMemory>();

/**
 * The overview frames of a window, as the released reading attends to all of them. The frame before
 * stands for a second that the clip does not have or whose frame cannot be decoded.
 */
const readWindowMaps = async (
  pipeline: PaperPipeline,
  { mapLength }: ReleasedFusion,
  frames: readonly WindowFrame[],
): Promise<Float32Array> => {
  const { windowSeconds } = pipeline.manifest.sizes;
  const maps = new Float32Array(windowSeconds * mapLength);
  let latest: Float32Array | null = null;
  for (let second = 0; second < windowSeconds; second++) {
    const frame = frames[second];
    latest = (frame && (await readLastMap(pipeline, frame))) ?? latest;
    maps.set(latest ?? [], second * mapLength);
  }
  return maps;
};

/** Last maps of overview frames, for the windows around the playhead: 590 kB each at full size. */
const MAX_LAST_MAPS = 64;
const lastMaps = new WeakMap<PaperPipeline, LruCache<string, Float32Array>>();

/** Null for a frame that cannot be decoded. */
const readLastMap = async (
  pipeline: PaperPipeline,
  frame: WindowFrame,
): Promise<Float32Array | null> => {
  const known = lastMaps.get(pipeline) ?? createLruCache<string, Float32Array>(MAX_LAST_MAPS);
  lastMaps.set(pipeline, known);
  const key = frameCacheKey(frame.id);
  const cached = known.get(key);
  if (cached !== undefined) {
    return cached;
  }
  try {
    const { last_map } = await pipeline.encodeFrame(frame.id, () => frame.read());
    const map = await readFloats(last_map);
    known.set(key, map);
    return map;
  } catch (thrown) {
    if (toEarmarkError(thrown).kind !== 'corrupt') {
      throw thrown;
    }
    return null;
  }
};

/** Logits as probabilities 0..255. */
const toProbabilityMap = (logits: Float32Array): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(logits, (logit) => Math.round(255 / (1 + Math.exp(-logit))));

const drawMask = async (
  pipeline: PaperPipeline,
  frameIndex: number,
  frame: PaperFrameFeatures,
  prompt: PaperPrompt,
): Promise<FrameMask> => {
  const { maskSize } = pipeline.manifest.sizes;
  const { logits, presence, objectScores, cueWeights } = await pipeline.decode(frame, prompt);
  return {
    frameIndex,
    presence,
    cueWeights,
    objectScores,
    maskWidth: maskSize,
    maskHeight: maskSize,
    probability: toProbabilityMap(logits),
  };
};

/** Draws the mask of a frame whose prompt is there, and lets the prompt go. */
const finishFrame = async (
  pipeline: PaperPipeline,
  { needsMask, frameId }: FrameTask,
  frame: PaperFrameFeatures,
  { prompt, step }: PaperPrompt & Pick<SegmentedFrame, 'step'>,
): Promise<SegmentedFrame> => {
  try {
    const mask = needsMask ? await drawMask(pipeline, frameId.frameIndex, frame, { prompt }) : null;
    return { mask, step };
  } finally {
    prompt.dispose();
  }
};

const cuesOf = ({ audio, second, text, switches }: FrameTask, frame: PaperFrameFeatures) => ({
  frame,
  audio,
  secondInWindow: second % audio.audioMask.length,
  text,
  switches,
});

const createPaperReading = (
  pipeline: PaperPipeline,
  fusion: PaperFusion,
  result: SegmentResult,
): Reading => {
  const { memoryLength } = fusion;
  const memory = memories.get(result) ?? createCachedMemory(memoryLength, result.key.memoryRule);
  memories.set(result, memory);
  return {
    memory,
    noMemory: emptyRunningMean(memoryLength),
    segment: async (task, read) => {
      const frame = await pipeline.encodeFrame(task.frameId, read);
      const fused = await fusion.fuse({ ...cuesOf(task, frame), memory: task.memory });
      return finishFrame(pipeline, task, frame, { prompt: fused.prompt, step: fused.attended });
    },
  };
};

const createReleasedReading = (pipeline: PaperPipeline, fusion: ReleasedFusion): Reading => ({
  // What it calls memory is a running mean inside its own window, which the graph takes.
  memory: null,
  noMemory: emptyRunningMean(0),
  segment: async (task, read, windowFrames) => {
    // First the window: encoding it can drop the features of other frames.
    const windowMaps = await readWindowMaps(pipeline, fusion, windowFrames);
    const frame = await pipeline.encodeFrame(task.frameId, read);
    const { prompt } = await fusion.fuse({ ...cuesOf(task, frame), windowMaps });
    return finishFrame(pipeline, task, frame, { prompt, step: null });
  },
});

/** `FrameModel` of kind "paper". */
export const createPaperModel = (pipeline: PaperPipeline, result: SegmentResult): FrameModel => {
  const { fusion } = pipeline;
  return {
    audioSizes: pipeline.audioSizes,
    encodeText: (expression) => pipeline.encodeText(expression),
    hasFrameFeatures: (id) => pipeline.hasFrameFeatures(id),
    ...(fusion.reading === 'paper'
      ? createPaperReading(pipeline, fusion, result)
      : createReleasedReading(pipeline, fusion)),
  };
};
