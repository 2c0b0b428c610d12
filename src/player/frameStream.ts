/** A decoded picture and which frame it is. */
export type Picture = { readonly frameIndex: number; readonly bitmap: ImageBitmap };

export type FrameStreamOptions = {
  /** Asks the engine for frames in order; each waits for its promise before another is sent. */
  readonly playFrames: (
    onFrame: (picture: Picture) => Promise<void>,
    signal: AbortSignal,
  ) => Promise<unknown>;
  readonly signal: AbortSignal;
  /** A frame is here and will be due soon: the time to fetch its mask. */
  readonly onArrival: (frameIndex: number) => void;
  /** A frame was due before the screen had time for it. */
  readonly onDropped: () => void;
};

export type FrameStream = {
  /** The first picture is here, or the stream ended without one. */
  readonly primed: Promise<void>;
  /**
   * The newest picture that is due, which the caller now owns, or null. Older ones are dropped;
   * one that comes late is still given, for a late picture is better than a frozen one.
   */
  take(dueFrameIndex: number): Picture | null;
};

/** The queue between the engine's decoder and the screen. */
export const openFrameStream = ({
  playFrames,
  signal,
  onArrival,
  onDropped,
}: FrameStreamOptions): FrameStream => {
  const queue: { readonly picture: Picture; readonly release: () => void }[] = [];
  let prime: (() => void) | undefined;
  const primed = new Promise<void>((resolve) => {
    prime = resolve;
  });

  const onFrame = (picture: Picture): Promise<void> => {
    if (signal.aborted) {
      picture.bitmap.close();
      return Promise.resolve();
    }
    onArrival(picture.frameIndex);
    prime?.();
    return new Promise((release) => {
      queue.push({ picture, release });
    });
  };

  signal.addEventListener('abort', () => {
    for (const { picture, release } of queue.splice(0)) {
      picture.bitmap.close();
      release();
    }
    prime?.();
  });
  const onEnd = (): void => prime?.();
  playFrames(onFrame, signal).then(onEnd, onEnd);

  return {
    primed,
    take(dueFrameIndex) {
      let newest: Picture | null = null;
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
