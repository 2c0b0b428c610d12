import { formatShortTimecode } from '../../core/time/timecode.ts';
import type { AudioMatchSummary } from '../search/audioMatches.ts';

/** Two decimals with a minus sign: `0.42`, `−0.05`. */
export const formatMatchScore = (value: number): string => value.toFixed(2).replace('-', '−');

/** The sound match strip as text. */
export const describeAudioMatch = (summary: AudioMatchSummary | null): string => {
  if (summary === null || summary.computed === 0) {
    return 'How well the sound matches is not computed yet.';
  }
  const { seconds, computed, best, bestSecond } = summary;
  const time = formatShortTimecode(bestSecond);
  const where =
    best > 0
      ? `The sound matches best at ${time} (${formatMatchScore(best)} of 1).`
      : 'The sound matches nowhere.';
  return computed < seconds ? `${where} ${computed} of ${seconds} seconds were computed.` : where;
};
