export type Scrubber = {
  /** The newest target wins; targets that were passed over are never read. */
  seek(frameIndex: number): void;
  /** Forgets the target; a picture on its way is dropped. */
  cancel(): void;
};

/** A picture that passes has the screen's pixels, one that stays all of its frame's. */
export type ReadSize = 'screen' | 'whole';

export type ScrubberOptions<Picture> = {
  /**
   * Reads a frame.
   * @param onWay takes pictures of frames before it that are worth showing meanwhile.
   */
  readonly read: (
    frameIndex: number,
    size: ReadSize,
    onWay: (picture: Picture) => void,
    signal: AbortSignal,
  ) => Promise<Picture>;
  /** Also called with a picture that is no longer the target: a drag must not look frozen. */
  readonly paint: (picture: Picture) => void;
  /** Shows the best of what need not be read. */
  readonly paintAtHand: (frameIndex: number) => void;
  /** Whether the frame is on the screen in this size, or in a larger one. */
  readonly isShown: (frameIndex: number, size: ReadSize) => boolean;
  /** Resolves when a target that is shown has stayed long enough to be looked at, or on abort. */
  readonly rest: (signal: AbortSignal) => Promise<void>;
  readonly discard: (picture: Picture) => void;
  readonly onError: (error: unknown) => void;
};

/** One run from a target to rest. */
type Scrub = {
  readonly controller: AbortController;
  /** Ends what is done for an older target; null as long as that has given nothing to see. */
  leave: (() => void) | null;
};

/**
 * Brings the frame under a moving pointer to the screen with one read in flight: random access
 * costs up to a group of pictures, so reading at every pointer move would queue up seconds of work.
 */
export const createScrubber = <Picture>(options: ScrubberOptions<Picture>): Scrubber => {
  let target: number | null = null;
  let scrub: Scrub | null = null;

  const readOnce = async (own: Scrub, frameIndex: number, size: ReadSize): Promise<void> => {
    const reading = new AbortController();
    const signal = AbortSignal.any([own.controller.signal, reading.signal]);
    const leave = (): void => reading.abort();
    const take = (picture: Picture): void => {
      if (signal.aborted) {
        options.discard(picture);
        return;
      }
      options.paint(picture);
      own.leave = leave;
      if (target !== frameIndex) {
        leave();
      }
    };
    // The same frame is seen already, only smaller.
    own.leave = size === 'whole' ? leave : null;
    try {
      take(await options.read(frameIndex, size, take, signal));
    } catch (error) {
      if (!signal.aborted) {
        options.onError(error);
        target = target === frameIndex ? null : target;
      }
    }
    own.leave = null;
  };

  const rest = async (own: Scrub): Promise<void> => {
    const resting = new AbortController();
    own.leave = () => resting.abort();
    await options.rest(AbortSignal.any([own.controller.signal, resting.signal]));
    own.leave = null;
  };

  const follow = async (own: Scrub): Promise<void> => {
    const { signal } = own.controller;
    const isWanted = (frameIndex: number): boolean => target === frameIndex && !signal.aborted;
    while (target !== null && !signal.aborted) {
      const frameIndex: number = target;
      if (!options.isShown(frameIndex, 'screen')) {
        await readOnce(own, frameIndex, 'screen');
      }
      if (isWanted(frameIndex) && !options.isShown(frameIndex, 'whole')) {
        await rest(own);
        if (isWanted(frameIndex)) {
          await readOnce(own, frameIndex, 'whole');
        }
      }
      if (isWanted(frameIndex)) {
        target = null;
      }
    }
    if (scrub === own) {
      scrub = null;
    }
  };

  return {
    seek(frameIndex) {
      target = frameIndex;
      options.paintAtHand(frameIndex);
      if (scrub) {
        scrub.leave?.();
      } else {
        scrub = { controller: new AbortController(), leave: null };
        void follow(scrub);
      }
    },
    cancel() {
      target = null;
      scrub?.controller.abort();
      scrub = null;
    },
  };
};
