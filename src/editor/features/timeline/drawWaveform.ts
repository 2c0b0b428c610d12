import { secondsAt, type TimeScale } from '../../../core/time/timeScale.ts';
import type { StripCanvas } from './stripCanvas.ts';

/** Width of a bar with its gap, in CSS pixels. */
const BAR_PITCH_PIXELS = 3;
const BAR_WIDTH_PIXELS = 2;

/** Quiet clips are drawn up to the strip's height, but noise is not drawn as if it were sound. */
const MIN_FULL_SCALE_PEAK = 0.1;

export type WaveformContent = {
  /** Loudness 0..1 over the whole clip. */
  readonly peaks: Float32Array;
  readonly scale: TimeScale;
  readonly durationSeconds: number;
};

/** Loudness as bars around the middle; a silent place keeps a dot of a line. */
export const drawWaveform = (
  { context, width, height, colour }: StripCanvas,
  { peaks, scale, durationSeconds }: WaveformContent,
): void => {
  context.fillStyle = colour('--waveform');
  const loudest = peaks.reduce((most, value) => Math.max(most, value), MIN_FULL_SCALE_PEAK);
  const bars = Math.floor(width / BAR_PITCH_PIXELS);
  const peakAt = (share: number): number =>
    Math.floor((secondsAt(scale, share) / durationSeconds) * peaks.length);
  for (let bar = 0; bar < bars; bar++) {
    const from = peakAt(bar / bars);
    const to = Math.max(from + 1, peakAt((bar + 1) / bars));
    const peak = peaks.subarray(from, to).reduce((most, value) => Math.max(most, value), 0);
    const barHeight = Math.max(1, (peak / loudest) * (height - 2));
    context.fillRect(bar * BAR_PITCH_PIXELS, (height - barHeight) / 2, BAR_WIDTH_PIXELS, barHeight);
  }
};
