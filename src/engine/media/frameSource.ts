import { toEarmarkError } from '../../core/util/errors.ts';
import type { DecodedFrame, MediaClip } from './mediaClip.ts';

/** Frames for one stage of work, decoded in one pass. */
export type FrameSource = {
  /**
   * The caller closes the frame. Frames of the plan come cheapest in its order.
   * @throws EarmarkError `corrupt` for a frame that cannot be decoded; others can still be read.
   */
  read(frameIndex: number): Promise<DecodedFrame>;
  dispose(): Promise<void>;
};

/** @param plan frame indices that are going to be read; others can be, at a seek's cost. */
export const createFrameSource = (
  clip: Pick<MediaClip, 'framesAt' | 'frameAt'>,
  plan: readonly number[],
  signal: AbortSignal,
): FrameSource => {
  const planned = new Set(plan);
  const ascending = Array.from(planned).toSorted((a, b) => a - b);
  const frames = clip.framesAt(ascending, { signal });
  /** The next frame of the pass; none after damage, which ends the pass but not the clip. */
  const nextFrame = async (): Promise<DecodedFrame | undefined> => {
    try {
      const { value } = await frames.next();
      return value ?? undefined;
    } catch (thrown) {
      if (toEarmarkError(thrown).kind !== 'corrupt') {
        throw thrown;
      }
      planned.clear();
      return undefined;
    }
  };
  return {
    read: async (frameIndex) => {
      while (planned.has(frameIndex)) {
        const frame = await nextFrame();
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

/**
 * Those of the frames that can be decoded, in order; the caller closes each.
 * @param indices not descending; one that comes twice is yielded twice
 */
export async function* readableFrames(
  clip: Pick<MediaClip, 'framesAt' | 'frameAt'>,
  indices: readonly number[],
  signal: AbortSignal,
): AsyncGenerator<{ readonly position: number; readonly frame: DecodedFrame }, void> {
  const source = createFrameSource(clip, indices, signal);
  try {
    for (const [position, frameIndex] of indices.entries()) {
      let frame: DecodedFrame;
      try {
        frame = await source.read(frameIndex);
      } catch (thrown) {
        if (toEarmarkError(thrown).kind !== 'corrupt') {
          throw thrown;
        }
        continue;
      }
      yield { position, frame };
    }
  } finally {
    await source.dispose();
  }
}
