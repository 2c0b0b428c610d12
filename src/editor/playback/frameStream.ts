import type { FrameBitmap } from '../../protocol/requests.ts';

type FrameStreamOptions = {
  /** Requests frames in order; the engine waits for each returned promise (backpressure). */
  readonly playFrames: (
    onFrame: (picture: FrameBitmap) => Promise<void>,
    signal: AbortSignal,
  ) => Promise<unknown>;
  readonly signal: AbortSignal;
  /** Called when a frame is decoded and queued, which is the time to fetch its masks. */
  readonly onDecoded: (frameIndex: number) => void;
  /** Called when a due frame is skipped for a newer one. */
  readonly onDropped: () => void;
};

export type FrameStream = {
  /** Resolves when the first frame is queued, or the stream ends without one. */
  readonly ready: Promise<void>;
  /**
   * The newest frame that is due, or null; the caller owns it. Older frames are dropped. A late
   * frame is still returned, as it is better than a frozen picture.
   */
  takeDue(dueFrameIndex: number): FrameBitmap | null;
};

/** The queue between the engine's decoder and the display. */
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
