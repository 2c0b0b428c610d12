/** Two decimals, rounded down so that a score below the threshold never reads as reaching it. */
export const formatScore = (presence: number): string =>
  (Math.floor(presence * 100) / 100).toFixed(2);

/** `512 kB`, `3.4 MB`, `1.7 GB`. */
export const formatBytes = (bytes: number): string => {
  if (bytes < 1_000_000) {
    return `${Math.ceil(bytes / 1000)} kB`;
  }
  return bytes < 1_000_000_000
    ? `${(bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 1 : 0)} MB`
    : `${(bytes / 1_000_000_000).toFixed(1)} GB`;
};

/** Up to this many of a unit are said in it. */
const MAX_OF_UNIT = 90;

/** `about 8 s`, `about 3 min`, `about 28 h`. */
export const formatDuration = (seconds: number): string => {
  const minutes = seconds / 60;
  if (seconds < MAX_OF_UNIT) {
    return `about ${Math.max(1, Math.round(seconds))} s`;
  }
  return minutes < MAX_OF_UNIT
    ? `about ${Math.round(minutes)} min`
    : `about ${Math.round(minutes / 60)} h`;
};
