import type { FrameBitmap } from '../../rendering/compositor/frameBitmap.ts';

export type FrameStreamOptions = {
  /** Asks the engine for frames in order; each waits for its promise before another is sent. */
  readonly playFrames: (
    onFrame: (picture: FrameBitmap) => Promise<void>,
    signal: AbortSignal,
  ) => Promise<unknown>;
  readonly signal: AbortSignal;
  /** A frame is here and will be due soon: the time to fetch its mask. */
  readonly onDecoded: (frameIndex: number) => void;
  /** A frame was due before the screen had time for it. */
  readonly onDropped: () => void;
};

export type FrameStream = {
  /** The first picture is here, or the stream ended without one. */
  readonly ready: Promise<void>;
  /**
   * The newest picture that is due, which the caller now owns, or null. Older ones are dropped;
   * one that comes late is still given, for a late picture is better than a frozen one.
   */
  takeDue(dueFrameIndex: number): FrameBitmap | null;
};

/** The queue between the engine's decoder and the screen. */
export const openFrameStream = ({
  playFrames,
  signal,
  onDecoded,
  onDropped,
}: FrameStreamOptions): FrameStream => {
  const queue: { readonly picture: FrameBitmap; readonly release: () => void }[] = [];
  let resolveReady: (() => void) | undefined;
  const ready = new Promise<void>((resolve) => {
    resolveReady = resolve;
  });

  const onFrame = (picture: FrameBitmap): Promise<void> => {
    if (signal.aborted) {
      picture.bitmap.close();
      return Promise.resolve();
    }
    onDecoded(picture.frameIndex);
    resolveReady?.();
    return new Promise((release) => {
      queue.push({ picture, release });
    });
  };

  signal.addEventListener('abort', () => {
    for (const { picture, release } of queue.splice(0)) {
      picture.bitmap.close();
      release();
    }
    resolveReady?.();
  });
  const onEnd = (): void => resolveReady?.();
  playFrames(onFrame, signal).then(onEnd, onEnd);

  return {
    ready,
    takeDue(dueFrameIndex) {
      let newest: FrameBitmap | null = null;
      for (let head = queue[0]; head && head.picture.frameIndex <= dueFrameIndex; head = queue[0]) {
        if (newest) {
          newest.bitmap.close();
          onDropped();
        }
        newest = head.picture;
        queue.shift();
        head.release();
      }
      return newest;
    },
  };
};
