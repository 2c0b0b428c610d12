export type Scrubber = {
  /** The newest target wins; targets that were passed over are never read. */
  seek(frameIndex: number): void;
  /** Forgets the target; a picture on its way is dropped. */
  cancel(): void;
};

/** A picture that passes has the screen's pixels, one that stays all of its frame's. */
export type ReadResolution = 'screen' | 'whole';

export type ScrubberOptions<Picture> = {
  /**
   * Reads a frame.
   * @param onWay takes pictures of frames before it that are worth showing meanwhile.
   */
  readonly read: (
    frameIndex: number,
    size: ReadResolution,
    onWay: (picture: Picture) => void,
    signal: AbortSignal,
  ) => Promise<Picture>;
  /** Also called with a picture that is no longer the target: a drag must not look frozen. */
  readonly show: (picture: Picture) => void;
  /** Shows the best of what need not be read. */
  readonly showCached: (frameIndex: number) => void;
  /** Whether the frame is on the screen in this size, or in a larger one. */
  readonly isShown: (frameIndex: number, size: ReadResolution) => boolean;
  /** Resolves when a target that is shown has stayed long enough to be looked at, or on abort. */
  readonly waitUntilSettled: (signal: AbortSignal) => Promise<void>;
  readonly discard: (picture: Picture) => void;
  readonly onError: (error: unknown) => void;
};

/** One run from a target to rest. */
type Scrub = {
  readonly controller: AbortController;
  /** Ends what is done for an older target; null as long as that has given nothing to see. */
  abandonStep: (() => void) | null;
};

/**
 * Brings the frame under a moving pointer to the screen with one read in flight: random access
 * costs up to a group of pictures, so reading at every pointer move would queue up seconds of work.
 */
export const createScrubber = <Picture>(options: ScrubberOptions<Picture>): Scrubber => {
  let target: number | null = null;
  let scrub: Scrub | null = null;

  const readOnce = async (
    currentScrub: Scrub,
    frameIndex: number,
    size: ReadResolution,
  ): Promise<void> => {
    const reading = new AbortController();
    const signal = AbortSignal.any([currentScrub.controller.signal, reading.signal]);
    const leave = (): void => reading.abort();
    const deliver = (picture: Picture): void => {
      if (signal.aborted) {
        options.discard(picture);
        return;
      }
      options.show(picture);
      currentScrub.abandonStep = leave;
      if (target !== frameIndex) {
        leave();
      }
    };
    // The same frame is seen already, only smaller.
    currentScrub.abandonStep = size === 'whole' ? leave : null;
    try {
      deliver(await options.read(frameIndex, size, deliver, signal));
    } catch (error) {
      if (!signal.aborted) {
        options.onError(error);
        target = target === frameIndex ? null : target;
      }
    }
    currentScrub.abandonStep = null;
  };

  const waitForSettled = async (currentScrub: Scrub): Promise<void> => {
    const resting = new AbortController();
    currentScrub.abandonStep = () => resting.abort();
    await options.waitUntilSettled(
      AbortSignal.any([currentScrub.controller.signal, resting.signal]),
    );
    currentScrub.abandonStep = null;
  };

  const runUntilSettled = async (currentScrub: Scrub): Promise<void> => {
    const { signal } = currentScrub.controller;
    const isWanted = (frameIndex: number): boolean => target === frameIndex && !signal.aborted;
    while (target !== null && !signal.aborted) {
      const frameIndex: number = target;
      if (!options.isShown(frameIndex, 'screen')) {
        await readOnce(currentScrub, frameIndex, 'screen');
      }
      if (isWanted(frameIndex) && !options.isShown(frameIndex, 'whole')) {
        await waitForSettled(currentScrub);
        if (isWanted(frameIndex)) {
          await readOnce(currentScrub, frameIndex, 'whole');
        }
      }
      if (isWanted(frameIndex)) {
        target = null;
      }
    }
    if (scrub === currentScrub) {
      scrub = null;
    }
  };

  return {
    seek(frameIndex) {
      target = frameIndex;
      options.showCached(frameIndex);
      if (scrub) {
        scrub.abandonStep?.();
      } else {
        scrub = { controller: new AbortController(), abandonStep: null };
        void runUntilSettled(scrub);
      }
    },
    cancel() {
      target = null;
      scrub?.controller.abort();
      scrub = null;
    },
  };
};
