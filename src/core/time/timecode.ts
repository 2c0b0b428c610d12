const twoDigits = (value: number): string => String(value).padStart(2, '0');

/** `0:04.08`, `12:00.50`, `1:02:03.00`: minutes, seconds and hundredths, never rounded up. */
export const formatTimecode = (seconds: number): string => {
  // Thousandths first: 0.29 * 100 is 28.999..., which would lose a hundredth.
  const hundredths = Math.floor(Math.round(Math.max(seconds, 0) * 1000) / 10);
  const wholeSeconds = Math.floor(hundredths / 100);
  const hours = Math.floor(wholeSeconds / 3600);
  const minutes = Math.floor(wholeSeconds / 60) % 60;
  const head = hours > 0 ? `${hours}:${twoDigits(minutes)}` : String(minutes);
  return `${head}:${twoDigits(wholeSeconds % 60)}.${twoDigits(hundredths % 100)}`;
};

/** `0:04`: a timecode without fractions, for rulers and `aria-valuetext`. */
export const formatShortTimecode = (seconds: number): string =>
  formatTimecode(seconds).replace(/\.\d+$/, '');

const TIMECODE = /^(?:(?:(\d+):)?(\d{1,2}):)?(\d+(?:\.\d*)?)$/;

const toNumber = (part: string | undefined): number => Number(part ?? 0);

/** Seconds of `4.5`, `0:04.5` or `1:02:03`; null when it is no timecode. */
export const parseTimecode = (text: string): number | null => {
  const match = TIMECODE.exec(text.trim());
  if (!match) {
    return null;
  }
  const [, hours, minutes, seconds] = match;
  if (minutes !== undefined && toNumber(seconds) >= 60) {
    return null;
  }
  if (hours !== undefined && toNumber(minutes) >= 60) {
    return null;
  }
  return toNumber(hours) * 3600 + toNumber(minutes) * 60 + toNumber(seconds);
};
