import { toEarmarkError } from '../../core/util/errors.ts';
import type { DecodedFrame, MediaClip } from './mediaClip.ts';

type Reading = Pick<MediaClip, 'info' | 'frameAt' | 'framesTowards' | 'framesFrom'>;

/** @throws whatever is no damage */
const requireDamage = (thrown: unknown): void => {
  if (toEarmarkError(thrown).kind !== 'corrupt') {
    throw thrown;
  }
};

/** Null for a frame that cannot be decoded. */
const readUndamaged = async (
  clip: Reading,
  frameIndex: number,
  signal: AbortSignal,
): Promise<DecodedFrame | null> => {
  try {
    return await clip.frameAt(frameIndex, { signal });
  } catch (thrown) {
    requireDamage(thrown);
    return null;
  }
};

/** The last frame that can be decoded before this one, which cannot; null without one. */
export const readFrameBefore = async (
  clip: Reading,
  frameIndex: number,
  signal: AbortSignal,
): Promise<DecodedFrame | null> => {
  let last: DecodedFrame | null = null;
  for (let index = frameIndex - 1; index >= 0 && last === null; index--) {
    try {
      for await (const frame of clip.framesTowards(index, { signal })) {
        last?.close();
        last = frame;
      }
    } catch (thrown) {
      // What came on the way was before the damage.
      requireDamage(thrown);
    }
  }
  // A decoder that stops at damage takes with it what it had not given out yet.
  while (last !== null && last.frameIndex + 1 < frameIndex) {
    const next = await readUndamaged(clip, last.frameIndex + 1, signal);
    if (next === null) {
      break;
    }
    last.close();
    last = next;
  }
  return last;
};

type PlayedFrame = {
  readonly frameIndex: number;
  /** The caller does not close it. */
  readonly frame: DecodedFrame;
};

/**
 * Every frame from this one on, in order. In place of those that cannot be decoded comes the one
 * before them; where there is none they are left out.
 */
export async function* concealedFramesFrom(
  clip: Reading,
  frameIndex: number,
  signal: AbortSignal,
): AsyncGenerator<PlayedFrame, void> {
  const count = clip.info.ptsSeconds.length;
  let last: DecodedFrame | null = null;
  let next = frameIndex;
  const keep = (frame: DecodedFrame): PlayedFrame => {
    last?.close();
    last = frame;
    next = frame.frameIndex + 1;
    return { frameIndex: frame.frameIndex, frame };
  };
  try {
    while (next < count) {
      try {
        for await (const frame of clip.framesFrom(next, { signal })) {
          yield keep(frame);
        }
        return;
      } catch (thrown) {
        requireDamage(thrown);
      }
      // One by one up to the damage and over it, then in order again.
      for (let isBehind = false; next < count; ) {
        const frame = await readUndamaged(clip, next, signal);
        if (frame !== null && isBehind) {
          frame.close();
          break;
        }
        if (frame !== null) {
          yield keep(frame);
          continue;
        }
        isBehind = true;
        last ??= await readFrameBefore(clip, next, signal);
        if (last !== null) {
          yield { frameIndex: next, frame: last };
        }
        next += 1;
      }
    }
  } finally {
    last?.close();
  }
}
