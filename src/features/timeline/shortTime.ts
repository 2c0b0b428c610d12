import { formatTimecode } from '../../core/timecode.ts';

/** `0:04`: whole seconds are enough for ears and rulers. */
export const shortTime = (seconds: number): string => formatTimecode(seconds).replace(/\.\d+$/, '');
