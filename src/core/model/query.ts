import { EarmarkError } from '../util/errors.ts';
import { MAX_QUERY_LENGTH } from '../limits.ts';

/** Canonical form: NFC, single spaces, no space at the ends. */
export const normalizeQuery = (text: string): string =>
  text
    .normalize('NFC')
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim();

/**
 * The normalised query.
 * @throws EarmarkError `empty-expression`, or `long-expression` with `length` and `limit`.
 */
export const parseQuery = (text: string): string => {
  const query = normalizeQuery(text);
  if (query === '') {
    throw new EarmarkError('empty-expression', 'The query is empty.');
  }
  if (query.length > MAX_QUERY_LENGTH) {
    throw new EarmarkError('long-expression', 'The query is too long.', {
      length: query.length,
      limit: MAX_QUERY_LENGTH,
    });
  }
  return query;
};
