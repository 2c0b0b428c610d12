import { secondsAt, type TimeScale } from '../../core/timeScale.ts';
import type { Strip } from './timelineCanvas.ts';

/** Width of a bar with its gap, in CSS pixels. */
const BAR_STEP = 3;
const BAR_WIDTH = 2;

/** Quiet clips are drawn up to the strip's height, but noise is not drawn as if it were sound. */
const LEAST_FULL_PEAK = 0.1;

export type WaveformContent = {
  /** Loudness 0..1 over the whole clip. */
  readonly peaks: Float32Array;
  readonly scale: TimeScale;
  readonly durationSeconds: number;
};

/** Loudness as bars around the middle; a silent place keeps a dot of a line. */
export const drawWaveform = (
  { context, width, height, colour }: Strip,
  { peaks, scale, durationSeconds }: WaveformContent,
): void => {
  context.fillStyle = colour('--waveform');
  const loudest = peaks.reduce((most, value) => Math.max(most, value), LEAST_FULL_PEAK);
  const bars = Math.floor(width / BAR_STEP);
  const peakAt = (share: number): number =>
    Math.floor((secondsAt(scale, share) / durationSeconds) * peaks.length);
  for (let bar = 0; bar < bars; bar++) {
    const from = peakAt(bar / bars);
    const to = Math.max(from + 1, peakAt((bar + 1) / bars));
    const peak = peaks.subarray(from, to).reduce((most, value) => Math.max(most, value), 0);
    const barHeight = Math.max(1, (peak / loudest) * (height - 2));
    context.fillRect(bar * BAR_STEP, (height - barHeight) / 2, BAR_WIDTH, barHeight);
  }
};
