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
  const { audioMask } = sound;
  const secondInWindow = task.second % SHAPE.windowSeconds;
  const cues = { sound, secondInWindow, words, memory, switches };
  if (!task.needsMask) {
    return { mask: null, step: { ...(await pipeline.attend(task.id, cues, read)), audioMask } };
  }
  const frame = await pipeline.frame(task.id, read);
  const fused = await pipeline.fuse({ ...cues, frame });
  try {
    const { visualAttended, audioAttended } = fused;
    const step = { visualAttended, audioAttended, audioMask };
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
