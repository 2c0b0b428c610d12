import { formatTimecode } from '../../../core/time/timecode.ts';

/** `0:04`: whole seconds are enough for ears and rulers. */
export const formatShortTimecode = (seconds: number): string =>
  formatTimecode(seconds).replace(/\.\d+$/, '');
