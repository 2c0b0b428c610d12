/** What stands in for the braces of a name pattern. */
export type NameParts = {
  readonly clip: string;
  /** Name of the object, or `all` for several in one picture. */
  readonly object: string;
  /** Index in the clip, from 0. */
  readonly frame: number;
  /** Counts the files written, from the number that was chosen. */
  readonly number: number;
};

const MAX_LENGTH = 80;
/** DAVIS and YouTube-VOS write five. */
const DIGITS = 5;
const FIELD = /\{(clip|object|frame|number)(?::([1-9]))?\}/g;

/**
 * Whether a text names files: letters and digits of any script, space, `.`, `_`, `-` and the fields
 * `{clip}`, `{object}`, `{frame}`, `{number}`, of which the last two can ask for digits as
 * `{frame:4}`. One of those two is needed, or all files had one name.
 */
export const isNamePattern = (pattern: string): boolean =>
  pattern.length <= MAX_LENGTH &&
  /\{(?:frame|number)(?::[1-9])?\}/.test(pattern) &&
  /^[\p{L}\p{M}\p{N} ._-]*$/u.test(pattern.replaceAll(FIELD, '')) &&
  !/^[ .]|[ .]$/.test(pattern);

/** A file name without extension. @param pattern one that {@link isNamePattern} accepts. */
export const fileNameOf = (pattern: string, parts: NameParts): string =>
  pattern.replaceAll(FIELD, (_, field: keyof NameParts, digits: string | undefined) => {
    const value = parts[field];
    return typeof value === 'number'
      ? String(value).padStart(digits === undefined ? DIGITS : Number(digits), '0')
      : value;
  });
