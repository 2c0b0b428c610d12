import { Tokenizer } from '@huggingface/tokenizers';
import * as v from 'valibot';
import { EarmarkError } from '../../core/util/errors.ts';
import { MAX_QUERY_LENGTH, MAX_TOKENIZER_BYTES } from '../../core/limits.ts';
import { TokenizerDefinition } from './tokenizerDefinition.ts';

/** An expression as the text encoder reads it: [CLS] pieces [SEP], padded with zeros. */
export type WordPieces = {
  /** [textTokens] */
  readonly ids: Int32Array<ArrayBuffer>;
  /** [textTokens]: 1 where there is a piece. */
  readonly mask: Int32Array<ArrayBuffer>;
};

export type QueryTokenizer = {
  /**
   * @throws EarmarkError `long-expression` with `pieces` and `limit` when the expression does not
   * fit; nothing is cut off silently.
   */
  encode(expression: string): WordPieces;
};

/** What the library takes from the configuration; all else is passed over. */
const TokenizerConfig = v.object({
  unk_token: v.optional(v.string()),
  sep_token: v.optional(v.string()),
  pad_token: v.optional(v.string()),
  cls_token: v.optional(v.string()),
  mask_token: v.optional(v.string()),
  tokenizer_class: v.optional(v.picklist(['BertTokenizer', 'RobertaTokenizer'])),
});

const parseJson = <T>(
  bytes: Uint8Array,
  file: string,
  schema: v.BaseSchema<unknown, T, v.BaseIssue<unknown>>,
): T => {
  try {
    if (bytes.length > MAX_TOKENIZER_BYTES) {
      throw new RangeError('It is too large.');
    }
    return v.parse(schema, JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch (error) {
    throw new EarmarkError('bundle-invalid', `${file} is no tokenizer's.`, { file }, error);
  }
};

/**
 * The bundle's own tokenizer; it never asks the network.
 * @param limit word pieces of a query, special tokens included: textTokens of the bundle
 * @throws EarmarkError `bundle-invalid` when the files do not describe a tokenizer.
 */
export const createTokenizer = (
  tokenizerJson: Uint8Array,
  configJson: Uint8Array,
  limit: number,
): QueryTokenizer => {
  const definition = parseJson(tokenizerJson, 'tokenizer.json', TokenizerDefinition);
  const config = parseJson(configJson, 'tokenizer_config.json', TokenizerConfig);
  let tokenizer: Tokenizer;
  try {
    tokenizer = new Tokenizer(definition, config);
  } catch (error) {
    throw new EarmarkError('bundle-invalid', 'The tokenizer cannot be read.', {}, error);
  }
  return {
    encode: (expression) => {
      if (expression.length > MAX_QUERY_LENGTH) {
        throw new EarmarkError('long-expression', 'The expression is too long.', {
          length: expression.length,
          limit: MAX_QUERY_LENGTH,
        });
      }
      const pieces = tokenizer.encode(expression).ids;
      if (pieces.length > limit) {
        throw new EarmarkError('long-expression', `${pieces.length} word pieces of ${limit}.`, {
          words: expression.split(' ').length,
          pieces: pieces.length,
          limit,
        });
      }
      const ids = new Int32Array(limit);
      ids.set(pieces);
      return { ids, mask: Int32Array.from(ids, (_, index) => Number(index < pieces.length)) };
    },
  };
};
