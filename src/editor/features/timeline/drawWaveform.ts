import { secondsAt, type TimeScale } from '../../../core/time/timeScale.ts';
import type { StripCanvas } from './useStripCanvas.ts';

/** Width of a bar with its gap, in CSS pixels. */
const BAR_PITCH_PIXELS = 3;
const BAR_WIDTH_PIXELS = 2;

/** Quiet clips are scaled up to full height, but not below this peak, which would amplify noise. */
const MIN_FULL_SCALE_PEAK = 0.1;

type WaveformContent = {
  /** Peak levels 0..1, evenly spread over the clip. */
  readonly peaks: Float32Array;
  readonly scale: TimeScale;
  readonly durationSeconds: number;
};

/** Draws peak levels as bars around the middle; silence keeps a bar of one pixel. */
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
