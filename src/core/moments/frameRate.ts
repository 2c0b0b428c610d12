import type { FrameTable } from '../time/frameTable.ts';

/** A rate that editors count frames by: `numerator / denominator` frames a second. */
export type FrameRate = {
  readonly numerator: number;
  readonly denominator: number;
  /** Whole frames a second that its timecode counts: 30 of 29.97. */
  readonly nominal: number;
  /** Whether two frame numbers of each minute (four at 59.94) are left out, as SMPTE ST 12-1 does. */
  readonly isDropFrame: boolean;
};

const rate = (numerator: number, denominator: number, isDropFrame = false): FrameRate => ({
  numerator,
  denominator,
  nominal: Math.round(numerator / denominator),
  isDropFrame,
});

const STANDARD_RATES: readonly FrameRate[] = [
  rate(24_000, 1001),
  rate(24, 1),
  rate(25, 1),
  rate(30_000, 1001, true),
  rate(30, 1),
  rate(48, 1),
  rate(50, 1),
  rate(60_000, 1001, true),
  rate(60, 1),
];
/** Relative; 29.97 and 30 differ by 0.001. */
const TOLERANCE = 0.0004;

/** Frames a second of a rate. */
export const framesPerSecondOf = ({ numerator, denominator }: FrameRate): number =>
  numerator / denominator;

/**
 * The rate by which an editor counts a clip's frames: the standard one that its mean frame duration
 * fits, else the nearest whole number of frames a second.
 */
export const clipFrameRate = (ptsSeconds: FrameTable): FrameRate => {
  const frames = ptsSeconds.length;
  const span = (ptsSeconds[frames - 1] ?? 0) - (ptsSeconds[0] ?? 0);
  const mean = span > 0 ? (frames - 1) / span : 25;
  const near = STANDARD_RATES.toSorted(
    (a, b) => Math.abs(framesPerSecondOf(a) - mean) - Math.abs(framesPerSecondOf(b) - mean),
  ).find((standard) => Math.abs(framesPerSecondOf(standard) / mean - 1) < TOLERANCE);
  return near ?? rate(Math.max(1, Math.round(mean)), 1);
};

/** Number of the frame that begins at a time, from 0. Variable rates are counted by the clock. */
export const frameNumberAt = (seconds: number, frameRate: FrameRate): number =>
  Math.max(0, Math.round(seconds * framesPerSecondOf(frameRate)));

const FRAME_NUMBERS_DROPPED_PER_MINUTE_AT_30 = 2;
const twoDigits = (value: number): string => String(value).padStart(2, '0');

/**
 * `HH:MM:SS:FF`, with `;` before the frames where numbers are dropped: at 29.97 the numbers 0 and 1
 * of each minute that is no multiple of ten.
 */
export const formatSmpteTimecode = (
  frameNumber: number,
  { nominal, isDropFrame }: FrameRate,
): string => {
  let number = frameNumber;
  if (isDropFrame) {
    const dropped = (FRAME_NUMBERS_DROPPED_PER_MINUTE_AT_30 * nominal) / 30;
    const framesPerMinute = nominal * 60 - dropped;
    const framesPerTenMinutes = framesPerMinute * 10 + dropped;
    const tens = Math.floor(number / framesPerTenMinutes);
    const rest = number % framesPerTenMinutes;
    const minutes = rest < nominal * 60 ? 0 : Math.floor((rest - dropped) / framesPerMinute);
    number += dropped * (9 * tens + minutes);
  }
  const seconds = Math.floor(number / nominal);
  const parts = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60];
  const separator = isDropFrame ? ';' : ':';
  return `${parts.map(twoDigits).join(':')}${separator}${twoDigits(number % nominal)}`;
};
