import { formatShortTimecode } from '../../core/time/timecode.ts';
import type { AudioMatchSummary } from '../search/audioMatches.ts';

/** Below it the sound is as near to any other sentence. */
const MIN_MATCH = 0.3;

/** Two decimals with a minus sign, never `−0.00`: `0.42`, `−0.05`. */
export const formatMatchScore = (value: number): string => {
  const text = value.toFixed(2);
  return text === '-0.00' ? '0.00' : text.replace('-', '−');
};

/** The sound match strip as text. */
export const describeAudioMatch = (summary: AudioMatchSummary | null): string => {
  if (summary === null || summary.computed === 0) {
    return 'How well the sound matches is not computed yet.';
  }
  const { seconds, computed, best, bestSecond } = summary;
  const time = formatShortTimecode(bestSecond);
  const where =
    best >= MIN_MATCH
      ? `The sound matches best at ${time} (${formatMatchScore(best)} of 1).`
      : 'The sound hardly matches anywhere.';
  return computed < seconds ? `${where} ${computed} of ${seconds} seconds were computed.` : where;
};
