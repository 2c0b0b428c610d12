import { SHAPE } from '../core/manifest.ts';
import type { DecodedFrame } from '../media/openClip.ts';
import { disposePrompt } from '../model/cueFusion.ts';
import type { MemorySnapshot, SoundWindow } from '../model/cueFusion.ts';
import type { TextFeatures } from '../model/textEncoder.ts';
import { toProbability } from '../model/maskDecoder.ts';
import type { Pipeline } from '../model/pipeline.ts';
import type { FrameId } from '../model/featureCache.ts';
import type { MemoryStep } from './cachedMemory.ts';
import type { CueSwitches, FrameMask } from './protocol.ts';

/** All that one frame's mask depends on. */
export type FrameTask = {
  readonly id: FrameId;
  /** The whole second of the clip that the frame stands for. */
  readonly second: number;
  readonly sound: SoundWindow;
  readonly words: TextFeatures;
  readonly memory: MemorySnapshot;
  readonly switches: CueSwitches;
  /** False: only what enters the memory is computed. */
  readonly needsMask: boolean;
};

export type SegmentedFrame = {
  readonly mask: FrameMask | null;
  readonly step: MemoryStep;
};

/** Runs the graphs of one frame; its features come from the cache where they can. */
export const segmentFrame = async (
  pipeline: Pipeline,
  task: FrameTask,
  read: () => Promise<DecodedFrame>,
): Promise<SegmentedFrame> => {
  const { sound, words, memory, switches } = task;
  const frame = await pipeline.frame(task.id, read);
  const secondInWindow = task.second % SHAPE.windowSeconds;
  const fused = await pipeline.fuse({ frame, sound, secondInWindow, words, memory, switches });
  try {
    const step = {
      visualAttended: fused.visualAttended,
      audioAttended: fused.audioAttended,
      audioMask: sound.audioMask,
    };
    if (!task.needsMask) {
      return { mask: null, step };
    }
    const { logits, presence, objectScores } = await pipeline.decode(frame, fused);
    const mask = {
      frameIndex: task.id.frameIndex,
      presence,
      cueWeights: fused.cueWeights,
      objectScores,
      maskWidth: SHAPE.maskSize,
      maskHeight: SHAPE.maskSize,
      probability: toProbability(logits),
    };
    return { mask, step };
  } finally {
    disposePrompt(fused);
  }
};
