import { EarmarkError, type ErrorDetails } from '../../core/util/errors.ts';

/**
 * Names the browser's refusal to write to the clipboard, which has no permission, no focus or no
 * secure origin; any other error stays what it is.
 * @param facts what was to be copied: `link`, or the `frameIndex` of a picture.
 */
export const clipboardError = (thrown: unknown, facts: ErrorDetails): unknown => {
  const isRefused =
    typeof navigator.clipboard === 'undefined' ||
    (thrown instanceof DOMException && thrown.name === 'NotAllowedError');
  return isRefused
    ? new EarmarkError('clipboard-refused', 'The clipboard was refused.', facts, thrown)
    : thrown;
};
