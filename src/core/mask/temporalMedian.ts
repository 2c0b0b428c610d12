import type { FrameTable } from '../time/frameTable.ts';

/**
 * Masks that are computed frame by frame flicker: edges tremble, and an object is missed for a frame.
 * Shown and exported is the temporal median over the neighbouring frames. It keeps an edge in
 * uniform motion in place, which a mean would smear, and removes outliers of single frames.
 */

/** To each side: five frames at 25 frames a second, the frame alone at 5. */
const HALF_WINDOW_SECONDS = 0.1;
/** Timestamps are rounded to the container's ticks. */
const TIMESTAMP_TOLERANCE_SECONDS = 0.002;
/** To each side, at the highest frame rates. */
const MAX_NEIGHBOURS_PER_SIDE = 3;

/**
 * The frames of a frame's median, itself first: symmetric pairs of computed neighbours that are near
 * in time. Their number is odd.
 */
export const medianWindow = (
  ptsSeconds: FrameTable,
  frameIndex: number,
  isComputed: (frameIndex: number) => boolean,
): number[] => {
  const frames = [frameIndex];
  const ownSeconds = ptsSeconds[frameIndex] ?? 0;
  const isNear = (other: number): boolean => {
    const otherSeconds = ptsSeconds[other];
    return (
      otherSeconds !== undefined &&
      Math.abs(otherSeconds - ownSeconds) <= HALF_WINDOW_SECONDS + TIMESTAMP_TOLERANCE_SECONDS &&
      isComputed(other)
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

/** Frames that are shown as they are: those in which a person pointed at something. */
export const fixedFrames = (
  points: readonly { readonly frameIndex: number }[] = [],
): ReadonlySet<number> => new Set(points.map(({ frameIndex }) => frameIndex));

const NO_FRAMES: ReadonlySet<number> = new Set();

/**
 * @param presenceOf the model's presence, 0..1; undefined or NaN where it is not computed.
 * @param fixed frames that are shown as they are
 */
export const medianPresenceAt = (
  ptsSeconds: FrameTable,
  frameIndex: number,
  presenceOf: (frameIndex: number) => number | undefined,
  fixed: ReadonlySet<number> = NO_FRAMES,
): number | undefined => {
  const isComputed = (other: number): boolean => !Number.isNaN(presenceOf(other) ?? Number.NaN);
  return isComputed(frameIndex) && !fixed.has(frameIndex)
    ? medianOf(
        medianWindow(ptsSeconds, frameIndex, isComputed).map((other) => presenceOf(other) ?? 0),
      )
    : presenceOf(frameIndex);
};

/** @param presence the model's, by frame index; NaN where it is not computed. */
export const medianPresence = (
  ptsSeconds: FrameTable,
  presence: Float32Array,
  fixed: ReadonlySet<number> = NO_FRAMES,
): Float32Array<ArrayBuffer> =>
  Float32Array.from(
    presence,
    (_, frameIndex) =>
      medianPresenceAt(ptsSeconds, frameIndex, (other) => presence[other], fixed) ?? Number.NaN,
  );

/** The frames whose median a new frame may change, ascending. */
export const framesAffectedBy = (ptsSeconds: FrameTable, frameIndex: number): number[] => {
  const first = Math.max(0, frameIndex - MAX_NEIGHBOURS_PER_SIDE);
  const last = Math.min(ptsSeconds.length - 1, frameIndex + MAX_NEIGHBOURS_PER_SIDE);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
};

/** The median of each cell. @param maps an odd number, of one size. */
export const temporalMedian = (maps: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => {
  const [own = new Uint8Array(), ...others] = maps;
  const median = own.slice();
  // By index, and sorted only where maps differ: most cells have the same value in all.
  for (let cell = 0; cell < median.length; cell++) {
    const value = own[cell];
    if (others.some((other) => other[cell] !== value)) {
      median[cell] = medianOf(maps.map((map) => map[cell] ?? 0));
    }
  }
  return median;
};
