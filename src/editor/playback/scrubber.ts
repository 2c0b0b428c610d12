export type Scrubber = {
  /** Sets the target frame. Targets that are replaced before their read are never read. */
  seek(frameIndex: number): void;
  /** Drops the target and discards the read in flight. */
  cancel(): void;
};

/** `screen` while scrubbing, `whole` (full resolution) for a frame that stays. */
export type ReadResolution = 'screen' | 'whole';

type ScrubberOptions<Picture> = {
  /**
   * Reads a frame.
   * @param onIntermediateFrame receives earlier frames to show during the read.
   */
  readonly read: (
    frameIndex: number,
    size: ReadResolution,
    onIntermediateFrame: (picture: Picture) => void,
    signal: AbortSignal,
  ) => Promise<Picture>;
  /** Also called with frames that are no longer the target, so that a drag does not look frozen. */
  readonly show: (picture: Picture) => void;
  /** Shows the best cached frame for the target. */
  readonly showCached: (frameIndex: number) => void;
  /** Whether the frame is displayed at this resolution or a higher one. */
  readonly isShown: (frameIndex: number, size: ReadResolution) => boolean;
  /** Resolves when a displayed target has stayed long enough for full resolution, or on abort. */
  readonly waitUntilSettled: (signal: AbortSignal) => Promise<void>;
  readonly discard: (picture: Picture) => void;
  readonly onError: (error: unknown) => void;
};

/** One run of reads, until the target is displayed at full resolution. */
type Scrub = {
  readonly controller: AbortController;
  /** Aborts the read for an older target; null until that read has delivered a frame. */
  abandonStep: (() => void) | null;
};

/**
 * Displays the frame under a moving pointer with one read in flight. Random access decodes up to a
 * group of pictures, so a read per pointer move would queue seconds of work.
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
    const abandon = (): void => reading.abort();
    const deliver = (picture: Picture): void => {
      if (signal.aborted) {
        options.discard(picture);
        return;
      }
      options.show(picture);
      currentScrub.abandonStep = abandon;
      if (target !== frameIndex) {
        abandon();
      }
    };
    // The frame is displayed at screen resolution already, so its full-resolution read may be aborted.
    currentScrub.abandonStep = size === 'whole' ? abandon : null;
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

/** A frame that stays this long is decoded at full resolution. */
const SETTLE_MILLISECONDS = 120;

/** Resolves after that time, or at once when the wait is aborted. */
export const waitUntilSettled = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, SETTLE_MILLISECONDS);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
