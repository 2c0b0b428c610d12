import type { Observable } from '../../core/util/observable.ts';
import type { EngineClient } from '../../engine/client.ts';
import type { FrameBitmap } from '../../protocol/requests.ts';
import type { FrameCache } from './frameCache.ts';
import type { FrameDisplay } from './frameDisplay.ts';
import { createScrubber, waitUntilSettled, type Scrubber } from './scrubber.ts';

type FrameScrubberDeps = {
  readonly engine: Pick<EngineClient, 'request'>;
  readonly frameDisplay: FrameDisplay;
  /** Of frames to show while others are decoded. */
  readonly frameCache: FrameCache;
  readonly playhead: Pick<Observable<number>, 'value'>;
  readonly ptsOf: (frameIndex: number) => number;
  readonly onError: (error: unknown) => void;
};

/** Extra cost of a thumbnail, in seconds of distance from the requested frame. */
const THUMBNAIL_PENALTY_SECONDS = 1;

const closeFrame = ({ bitmap }: FrameBitmap): void => bitmap.close();

/** The scrubber on the display: of two frames the one of less cost is shown. */
export const createFrameScrubber = ({
  engine,
  frameDisplay,
  frameCache,
  playhead,
  ptsOf,
  onError,
}: FrameScrubberDeps): Scrubber => {
  /** Cost of showing a cached frame in place of the requested one, in seconds. */
  const displayCosts = (frameIndex: number): ((picture: FrameBitmap) => number) => {
    const resolutionOf = frameDisplay.resolutionClassifier();
    return ({ frameIndex: index, bitmap }) =>
      Math.abs(ptsOf(index) - ptsOf(frameIndex)) +
      (resolutionOf(bitmap) === 'thumbnail' ? THUMBNAIL_PENALTY_SECONDS : 0);
  };
  /** Cost of the displayed frame. */
  const displayedCost = (costOf: (picture: FrameBitmap) => number): number => {
    const picture = frameDisplay.currentFrame();
    return picture ? costOf(picture) : Infinity;
  };
  /** Frames wider than the display are not cached, as they are too large. */
  const releaseFor = ({ bitmap }: FrameBitmap): ((picture: FrameBitmap) => void) =>
    bitmap.width <= frameDisplay.displayWidth()
      ? (released) => frameCache.add(released)
      : closeFrame;

  return createScrubber<FrameBitmap>({
    async read(frameIndex, size, onIntermediateFrame, signal) {
      const isTransient = size === 'screen';
      const body = {
        frameIndex,
        maxWidth: isTransient ? frameDisplay.displayWidth() : frameDisplay.fullWidth(),
        nearerThanSeconds: isTransient ? displayedCost(displayCosts(frameIndex)) : 0,
        isConcealing: true,
      };
      const onEvent = async (picture: FrameBitmap): Promise<void> => {
        await frameDisplay.fetchMasks(picture.frameIndex);
        onIntermediateFrame(picture);
      };
      const [picture] = await Promise.all([
        engine.request('read-frame', body, { signal, onEvent }),
        frameDisplay.fetchMasks(frameIndex),
      ]);
      return picture;
    },
    show(picture) {
      const costOf = displayCosts(playhead.value);
      const isNearer = costOf(picture) < displayedCost(costOf);
      if (isNearer || picture.frameIndex === frameDisplay.currentFrame()?.frameIndex) {
        frameDisplay.show(picture, { release: releaseFor(picture) });
      } else {
        closeFrame(picture);
      }
    },
    showCached(frameIndex) {
      const costOf = displayCosts(frameIndex);
      const found = frameCache.takeNearest(costOf, displayedCost(costOf));
      if (found) {
        frameDisplay.show(found.picture, { release: found.release });
      }
    },
    isShown(frameIndex, size) {
      const picture = frameDisplay.currentFrame();
      if (picture?.frameIndex !== frameIndex) {
        return false;
      }
      const resolution = frameDisplay.resolutionClassifier()(picture.bitmap);
      return size === 'screen'
        ? resolution !== 'thumbnail'
        : resolution === 'whole' && !frameDisplay.isTransient();
    },
    waitUntilSettled,
    discard: closeFrame,
    onError,
  });
};
