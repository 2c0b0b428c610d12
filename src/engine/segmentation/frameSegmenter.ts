import { MODEL_SHAPE } from '../../core/model/manifest.ts';
import type { DecodedFrame } from '../media/openClip.ts';
import { disposePrompt } from '../inference/cueFusion.ts';
import type { MemorySnapshot, AudioWindow } from '../inference/cueFusion.ts';
import type { TextFeatures } from '../inference/textEncoder.ts';
import { toProbabilityMap } from '../inference/maskDecoder.ts';
import type { Pipeline } from '../inference/pipeline.ts';
import type { FrameId } from '../inference/frameFeatureCache.ts';
import type { MemoryStep } from './cachedMemory.ts';
import type { CueSwitches, FrameMask } from '../../protocol/requests.ts';

/** All that one frame's mask depends on; S is what the kind of bundle remembers. */
export type FrameTask<S> = {
  readonly frameId: FrameId;
  /** The whole second of the clip that the frame stands for. */
  readonly second: number;
  readonly audio: AudioWindow;
  readonly text: TextFeatures;
  readonly memory: S;
  readonly switches: CueSwitches;
  /** False: only what enters the memory is computed. */
  readonly needsMask: boolean;
};

export type SegmentedFrame<T> = {
  readonly mask: FrameMask | null;
  /** What the frame adds to the memory, if its second is the next one. */
  readonly step: T;
};

/** Runs the graphs of one frame; its features come from the cache where they can. */
export const segmentFrame = async (
  pipeline: Pipeline,
  task: FrameTask<MemorySnapshot>,
  read: () => Promise<DecodedFrame>,
): Promise<SegmentedFrame<MemoryStep>> => {
  const { audio, text, memory, switches } = task;
  const { audioMask } = audio;
  const secondInWindow = task.second % MODEL_SHAPE.windowSeconds;
  const cues = { audio, secondInWindow, text, memory, switches };
  if (!task.needsMask) {
    return {
      mask: null,
      step: { ...(await pipeline.encodeForMemory(task.frameId, cues, read)), audioMask },
    };
  }
  const frame = await pipeline.encodeFrame(task.frameId, read);
  const fused = await pipeline.fuseCues({ ...cues, frame });
  try {
    const { visualAttended, audioAttended } = fused;
    const step = { visualAttended, audioAttended, audioMask };
    const { logits, presence, objectScores } = await pipeline.decodeMask(frame, fused);
    const mask = {
      frameIndex: task.frameId.frameIndex,
      presence,
      cueWeights: fused.cueWeights,
      objectScores,
      maskWidth: MODEL_SHAPE.maskSize,
      maskHeight: MODEL_SHAPE.maskSize,
      probability: toProbabilityMap(logits),
    };
    return { mask, step };
  } finally {
    disposePrompt(fused);
  }
};
