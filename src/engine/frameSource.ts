import type { DecodedFrame, MediaClip } from '../media/openClip.ts';

/** Frames for one stage of work, decoded in one pass. */
export type FrameSource = {
  /** The caller closes the frame. Frames of the plan come cheapest in its order. */
  read(frameIndex: number): Promise<DecodedFrame>;
  dispose(): Promise<void>;
};

/** @param plan ascending frame indices that are going to be read; others can be, at a seek's cost. */
export const createFrameSource = (
  clip: Pick<MediaClip, 'framesAt' | 'frameAt'>,
  plan: readonly number[],
  signal: AbortSignal,
): FrameSource => {
  const planned = new Set(plan);
  const frames = clip.framesAt(plan, { signal });
  return {
    read: async (frameIndex) => {
      while (planned.has(frameIndex)) {
        const { value: frame } = await frames.next();
        if (frame === undefined) {
          break;
        }
        planned.delete(frame.frameIndex);
        if (frame.frameIndex === frameIndex) {
          return frame;
        }
        frame.close();
      }
      return clip.frameAt(frameIndex, { signal });
    },
    dispose: async () => {
      await frames.return(undefined);
    },
  };
};
