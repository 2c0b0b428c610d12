import type { Input } from 'mediabunny';

/** The part of mediabunny's reader that is guarded; it is not in its types. */
type Reader = {
  requestSliceRange: (start: number, minLength: number, maxLength: number) => unknown;
};

/** `MAX_VAR_INT_SIZE` of mediabunny. */
const MAX_ID_BYTES = 8;

const isReader = (value: unknown): value is Reader =>
  typeof value === 'object' &&
  value !== null &&
  typeof Reflect.get(value, 'requestSliceRange') === 'function';

/**
 * mediabunny 1.61.0 looks for the next element behind garbage in a Matroska file (`resync` in
 * `matroska/ebml.ts`), and where there is none it reads the last eight bytes for ever: it leaves its loop
 * at fewer than eight and steps over all but eight. This gives it nothing there, which ends the search.
 * The search alone asks for no minimum of bytes.
 *
 * Remove it when the version that is used no longer needs it: `cluster-of-garbage.webm` of the zoo then
 * opens without.
 * @param input one that has been asked whether it can be read
 */
export const guardResync = (input: Input, fileBytes: number): void => {
  const reader: unknown = Reflect.get(input, '_reader');
  if (!isReader(reader)) {
    return;
  }
  const request = reader.requestSliceRange.bind(reader);
  reader.requestSliceRange = (start, minLength, maxLength) =>
    minLength === 0 && Math.min(maxLength, fileBytes - start) <= MAX_ID_BYTES
      ? null
      : request(start, minLength, maxLength);
};
