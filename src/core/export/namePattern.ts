/** Values of the fields in braces of a name pattern. */
type NameFields = {
  readonly clip: string;
  /** Name of the object, or `all` for a picture of several. */
  readonly object: string;
  /** Number in the clip, from 0 or 1 as the settings say. */
  readonly frame: number;
  /** Number of the file, counted from the first number of the settings. */
  readonly number: number;
};

const MAX_PATTERN_LENGTH = 80;
/** DAVIS and YouTube-VOS write five. */
const DEFAULT_DIGITS = 5;
const FIELD_PATTERN = /\{(clip|object|frame|number)(?::([1-9]))?\}/g;

/**
 * Whether a text is a pattern of file names: letters and digits of any script, space, `.`, `_`, `-`
 * and the fields `{clip}`, `{object}`, `{frame}`, `{number}`. `{frame:4}` pads to four digits. It
 * needs `{frame}` or `{number}`, or all files would have the same name.
 */
export const isNamePattern = (pattern: string): boolean =>
  pattern.length <= MAX_PATTERN_LENGTH &&
  /\{(?:frame|number)(?::[1-9])?\}/.test(pattern) &&
  /^[\p{L}\p{M}\p{N} ._-]*$/u.test(pattern.replaceAll(FIELD_PATTERN, '')) &&
  !/^[ .]|[ .]$/.test(pattern);

/** A file name without extension. @param pattern one that {@link isNamePattern} accepts. */
export const formatFileName = (pattern: string, parts: NameFields): string =>
  pattern.replaceAll(FIELD_PATTERN, (_, field: keyof NameFields, digits: string | undefined) => {
    const value = parts[field];
    return typeof value === 'number'
      ? String(value).padStart(digits === undefined ? DEFAULT_DIGITS : Number(digits), '0')
      : value;
  });
