export type Scrubber = {
  /** The newest target wins; targets that were passed over are never read. */
  seek(frameIndex: number): void;
  /** Forgets the target; a picture on its way is dropped. */
  cancel(): void;
};

export type ScrubberOptions<Picture> = {
  readonly read: (frameIndex: number, signal: AbortSignal) => Promise<Picture>;
  /** Also called with a picture that is no longer the target: a drag must not look frozen. */
  readonly paint: (frameIndex: number, picture: Picture) => void;
  readonly discard: (picture: Picture) => void;
  readonly onError: (error: unknown) => void;
};

/**
 * Brings the frame under a moving pointer to the screen with one read in flight: random access
 * costs up to a group of pictures, so reading at every pointer move would queue up seconds of work.
 */
export const createScrubber = <Picture>(options: ScrubberOptions<Picture>): Scrubber => {
  let target: number | null = null;
  let reading: AbortController | null = null;

  const follow = async (controller: AbortController): Promise<void> => {
    const { signal } = controller;
    while (target !== null && !signal.aborted) {
      const frameIndex: number = target;
      try {
        const picture = await options.read(frameIndex, signal);
        if (signal.aborted) {
          options.discard(picture);
          return;
        }
        options.paint(frameIndex, picture);
      } catch (error) {
        if (!signal.aborted) {
          options.onError(error);
        }
      }
      if (target === frameIndex) {
        target = null;
      }
    }
    if (reading === controller) {
      reading = null;
    }
  };

  return {
    seek(frameIndex) {
      target = frameIndex;
      if (!reading) {
        reading = new AbortController();
        void follow(reading);
      }
    },
    cancel() {
      target = null;
      reading?.abort();
      reading = null;
    },
  };
};
