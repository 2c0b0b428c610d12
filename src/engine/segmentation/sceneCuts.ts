import { overviewFrameIndices } from '../../core/time/frameTable.ts';
import { nullIfCorrupt, throwIfAborted } from '../../core/util/errors.ts';
import { colourHistogram, histogramOverlap } from '../inference/instances/colourHistogram.ts';
import { createPixelReader } from '../inference/pixelReader.ts';
import { createFrameSource } from '../media/frameSource.ts';
import type { DecodedFrame, MediaClip } from '../media/mediaClip.ts';
import { MIN_SHOT_OVERLAP } from './instances/tracker.ts';

/** Side of the square in which colours are counted: that of a frame differs little from it. */
const COLOUR_SIDE = 128;

/** Colours of a frame, see `colourHistogram`; null when it cannot be decoded. */
type ColourReader = (frameIndex: number) => Promise<Float32Array | null>;

type Frame = { readonly frameIndex: number; readonly colours: Float32Array };

/** The middle one between two frames, or the first after or before it that is not damaged. */
const readableBetween = async (
  low: number,
  high: number,
  coloursOf: ColourReader,
): Promise<Frame | null> => {
  const middle = (low + high) >> 1;
  const between = Array.from({ length: high - low - 1 }, (_, index) => low + 1 + index);
  const inOrder = [
    ...between.filter((frame) => frame >= middle),
    ...between.filter((frame) => frame < middle).toReversed(),
  ];
  for (const frameIndex of inOrder) {
    const colours = await coloursOf(frameIndex);
    if (colours !== null) {
      return { frameIndex, colours };
    }
  }
  return null;
};

/**
 * The cut between two frames whose colours differ, by bisection: the first frame that has the colours
 * of the second one. Null where the colours change little by little.
 */
const cutBetween = async (
  before: Frame,
  after: Frame,
  coloursOf: ColourReader,
): Promise<number | null> => {
  let [low, high] = [before, after];
  while (high.frameIndex - low.frameIndex > 1) {
    const middle = await readableBetween(low.frameIndex, high.frameIndex, coloursOf);
    if (middle === null) {
      break;
    }
    const isBefore =
      histogramOverlap(middle.colours, before.colours) >=
      histogramOverlap(middle.colours, after.colours);
    [low, high] = isBefore ? [middle, high] : [low, middle];
  }
  return histogramOverlap(low.colours, high.colours) < MIN_SHOT_OVERLAP ? high.frameIndex : null;
};

/**
 * First frames of the shots of a clip, but for the first shot: where the colours of two frames one
 * second apart differ, and those of the two frames at the cut. Of several cuts within a second it is
 * one.
 * @param overview ascending frame indices, about one a second
 */
export const findCuts = async (
  overview: readonly number[],
  coloursOf: ColourReader,
): Promise<readonly number[]> => {
  const cuts: number[] = [];
  let before: Frame | null = null;
  for (const frameIndex of overview) {
    const colours = await coloursOf(frameIndex);
    if (colours !== null) {
      const after = { frameIndex, colours };
      const differs =
        before !== null && histogramOverlap(before.colours, colours) < MIN_SHOT_OVERLAP;
      const cut: number | null =
        before !== null && differs ? await cutBetween(before, after, coloursOf) : null;
      if (cut !== null) {
        cuts.push(cut);
      }
      before = after;
    }
  }
  return cuts;
};

/**
 * `findCuts` of a clip; no model is needed.
 * @param pause awaited between frames
 * @throws EarmarkError `aborted`; those of the media but `corrupt`.
 */
export const findClipCuts = async (
  clip: MediaClip,
  pause: () => Promise<void>,
  signal: AbortSignal,
): Promise<readonly number[]> => {
  const { ptsSeconds, durationSeconds } = clip.info;
  const overview = Array.from(new Set(overviewFrameIndices(ptsSeconds, durationSeconds)));
  const inOverview = new Set(overview);
  const pixels = createPixelReader(COLOUR_SIDE);
  const source = createFrameSource(clip, overview, signal);
  const decode = (frameIndex: number): Promise<DecodedFrame> =>
    inOverview.has(frameIndex) ? source.read(frameIndex) : clip.frameAt(frameIndex, { signal });
  try {
    return await findCuts(overview, async (frameIndex) => {
      await pause();
      throwIfAborted(signal);
      return nullIfCorrupt(async () => {
        const frame = await decode(frameIndex);
        const colours = colourHistogram(pixels.read(frame));
        frame.close();
        return colours;
      });
    });
  } finally {
    await source.dispose();
  }
};
