import { secondsAt, type TimeScale } from '../../core/timeScale.ts';
import type { SoundMatch } from '../../state/soundMatches.ts';
import type { Strip } from './timelineCanvas.ts';

/** A match drawn as high as the strip; an exact one would be 1, and no sound is called exactly so. */
const FULL_MATCH = 0.6;
/** Less is drawn as none: it would be less than a pixel high. */
const LEAST_MATCH = 0.02;
/** Distance of the dots that stand for "not computed", as in the lanes. */
const DOT_STEP = 4;

export type SoundMatchContent = { readonly match: SoundMatch | null; readonly scale: TimeScale };

/** Three states, three shapes: dots are not computed, a line is no match, a bar is one. */
export const drawSoundMatch = (
  { context, width, height, colour }: Strip,
  { match, scale }: SoundMatchContent,
): void => {
  const bar = colour('--cue-sound');
  const none = colour('--lane-empty');
  const notComputed = colour('--lane-none');
  for (let x = 0; x < width; x++) {
    const value = match?.[Math.floor(secondsAt(scale, (x + 0.5) / width))] ?? Number.NaN;
    if (Number.isNaN(value)) {
      if (x % DOT_STEP === 0) {
        context.fillStyle = notComputed;
        context.fillRect(x, Math.round(height / 2) - 1, 1.5, 1.5);
      }
    } else if (value < LEAST_MATCH) {
      context.fillStyle = none;
      context.fillRect(x, height - 3, 1, 2);
    } else {
      const barHeight = Math.max(2, Math.min(value / FULL_MATCH, 1) * (height - 2));
      context.fillStyle = bar;
      context.fillRect(x, height - 1 - barHeight, 1, barHeight);
    }
  }
};
