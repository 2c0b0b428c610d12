const MAX_NAME_LENGTH = 60;
/** Windows keeps these for devices, with any extension. */
const RESERVED_NAMES = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

/**
 * A clip's file name without its extension as a valid file or folder name on every system: letters
 * and digits of any script, `.`, `_` and `-`; other characters become `-`.
 */
export const safeName = (fileName: string): string => {
  const name = fileName
    .normalize('NFC')
    .replace(/\.[A-Za-z0-9]{1,5}$/, '')
    .replaceAll(/[^\p{L}\p{M}\p{N}._-]+/gu, '-');
  // By code points, so that no surrogate pair is cut.
  const short = Array.from(name.replace(/^[.-]+/, ''))
    .slice(0, MAX_NAME_LENGTH)
    .join('');
  const trimmed = short.replace(/[.-]+$/, '');
  if (trimmed === '') {
    return 'clip';
  }
  return RESERVED_NAMES.test(trimmed) ? `clip-${trimmed}` : trimmed;
};
