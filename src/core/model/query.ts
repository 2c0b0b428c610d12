import { EarmarkError } from '../util/errors.ts';

/** Longer than any sentence that names one thing; the model itself reads 25 word pieces. */
export const MAX_QUERY_LENGTH = 1000;

/** One spelling for one sentence: composed characters, single spaces, no space at the ends. */
export const normalizeQuery = (text: string): string =>
  text
    .normalize('NFC')
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim();

/**
 * The normalised expression.
 * @throws EarmarkError `empty-expression`, or `long-expression` with `length` and `limit`.
 */
export const parseQuery = (text: string): string => {
  const expression = normalizeQuery(text);
  if (expression === '') {
    throw new EarmarkError('empty-expression', 'The expression has no words.');
  }
  if (expression.length > MAX_QUERY_LENGTH) {
    throw new EarmarkError('long-expression', 'The expression is too long.', {
      length: expression.length,
      limit: MAX_QUERY_LENGTH,
    });
  }
  return expression;
};
