import { secondsAt, type TimeScale } from '../../../core/time/timeScale.ts';
import type { AudioMatch } from '../../search/audioMatches.ts';
import type { StripCanvas } from './useStripCanvas.ts';

/** Similarity that is drawn at full height; real sounds hardly exceed it, 1 is an exact match. */
const FULL_HEIGHT_MATCH = 0.6;
/** Smaller matches, under a pixel high, are drawn as no match. */
const MIN_DRAWN_MATCH = 0.02;
/** Distance of the dots for frames not computed, as in the lanes. */
const DOT_SPACING_PIXELS = 4;

type AudioMatchContent = { readonly match: AudioMatch | null; readonly scale: TimeScale };

/** Draws one column a pixel: dots for not computed, a line for no match, a bar for a match. */
export const drawAudioMatch = (
  { context, width, height, colour }: StripCanvas,
  { match, scale }: AudioMatchContent,
): void => {
  const bar = colour('--cue-sound');
  const none = colour('--lane-empty');
  const notComputed = colour('--lane-none');
  for (let x = 0; x < width; x++) {
    const value = match?.[Math.floor(secondsAt(scale, (x + 0.5) / width))] ?? Number.NaN;
    if (Number.isNaN(value)) {
      if (x % DOT_SPACING_PIXELS === 0) {
        context.fillStyle = notComputed;
        context.fillRect(x, Math.round(height / 2) - 1, 1.5, 1.5);
      }
    } else if (value < MIN_DRAWN_MATCH) {
      context.fillStyle = none;
      context.fillRect(x, height - 3, 1, 2);
    } else {
      const barHeight = Math.max(2, Math.min(value / FULL_HEIGHT_MATCH, 1) * (height - 2));
      context.fillStyle = bar;
      context.fillRect(x, height - 1 - barHeight, 1, barHeight);
    }
  }
};
