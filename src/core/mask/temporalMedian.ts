import type { FrameTable } from '../time/frameTable.ts';

/**
 * A model that looks at one frame at a time flickers: edges tremble, a thing is missed for a frame.
 * What is shown and exported of a frame is the median over the frames around it, which keeps edges
 * that move evenly exactly where they are (a mean would smear them) and drops what one frame alone says.
 */

/** How far to each side. At 25 frames a second the median is of five frames; at 5 it is the frame's own. */
const HALF_WINDOW_SECONDS = 0.1;
/** Timestamps are rounded to the container's ticks. */
const TIMESTAMP_TOLERANCE_SECONDS = 0.002;
/** To each side, at the highest frame rates. */
const MAX_NEIGHBOURS_PER_SIDE = 3;

/**
 * The frames whose median stands for a frame, itself first: pairs to both sides, as many as are
 * known and near in time, so that the frame stays in their middle.
 */
export const medianWindow = (
  ptsSeconds: FrameTable,
  frameIndex: number,
  isKnown: (frameIndex: number) => boolean,
): number[] => {
  const frames = [frameIndex];
  const here = ptsSeconds[frameIndex] ?? 0;
  const isNear = (other: number): boolean => {
    const there = ptsSeconds[other];
    return (
      there !== undefined &&
      Math.abs(there - here) <= HALF_WINDOW_SECONDS + TIMESTAMP_TOLERANCE_SECONDS &&
      isKnown(other)
    );
  };
  for (let distance = 1; distance <= MAX_NEIGHBOURS_PER_SIDE; distance++) {
    if (!isNear(frameIndex - distance) || !isNear(frameIndex + distance)) {
      break;
    }
    frames.push(frameIndex - distance, frameIndex + distance);
  }
  return frames;
};

/** Of an odd number of values. */
const medianOf = (values: number[]): number => {
  values.sort((a, b) => a - b);
  return values[values.length >> 1] ?? Number.NaN;
};

/** @param found presence as the model gave it; undefined or NaN where it was not computed. */
export const medianPresenceAt = (
  ptsSeconds: FrameTable,
  frameIndex: number,
  found: (frameIndex: number) => number | undefined,
): number | undefined => {
  const isKnown = (other: number): boolean => !Number.isNaN(found(other) ?? Number.NaN);
  return isKnown(frameIndex)
    ? medianOf(medianWindow(ptsSeconds, frameIndex, isKnown).map((other) => found(other) ?? 0))
    : found(frameIndex);
};

/** @param found by frame index, NaN where not computed. */
export const medianPresence = (
  ptsSeconds: FrameTable,
  found: Float32Array,
): Float32Array<ArrayBuffer> =>
  Float32Array.from(
    found,
    (_, frameIndex) =>
      medianPresenceAt(ptsSeconds, frameIndex, (other) => found[other]) ?? Number.NaN,
  );

/** The frames whose steady presence a new frame may change, ascending. */
export const framesAffectedBy = (ptsSeconds: FrameTable, frameIndex: number): number[] => {
  const first = Math.max(0, frameIndex - MAX_NEIGHBOURS_PER_SIDE);
  const last = Math.min(ptsSeconds.length - 1, frameIndex + MAX_NEIGHBOURS_PER_SIDE);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
};

/** The median of each cell. @param maps an odd number, of one size. */
export const temporalMedian = (maps: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => {
  const [own = new Uint8Array(), ...others] = maps;
  const median = own.slice();
  // By index, and sorting only where maps differ: most cells are plainly inside or outside in all.
  for (let cell = 0; cell < median.length; cell++) {
    const value = own[cell];
    if (others.some((other) => other[cell] !== value)) {
      median[cell] = medianOf(maps.map((map) => map[cell] ?? 0));
    }
  }
  return median;
};
