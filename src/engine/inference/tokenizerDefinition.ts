import * as v from 'valibot';
import { MAX_ADDED_TOKENS, MAX_VOCABULARY, MAX_WORD_CHARACTERS } from '../../core/limits.ts';

/**
 * The parts of a Hugging Face tokenizer.json that bundles use: BERT's word pieces, and RoBERTa's pairs
 * of bytes. The library knows more, among it regular expressions of the file's own, which can take for
 * ever on a short sentence.
 */

const Piece = v.pipe(v.string(), v.maxLength(MAX_WORD_CHARACTERS));
const PieceId = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_VOCABULARY - 1));
const MaybeFlag = v.optional(v.nullable(v.boolean()));

const AddedToken = v.object({
  id: PieceId,
  content: v.pipe(Piece, v.minLength(1)),
  special: MaybeFlag,
  single_word: MaybeFlag,
  lstrip: MaybeFlag,
  rstrip: MaybeFlag,
  normalized: MaybeFlag,
});

const TemplatePart = v.union([
  v.object({ SpecialToken: v.object({ id: Piece, type_id: PieceId }) }),
  v.object({ Sequence: v.object({ id: v.picklist(['A', 'B']), type_id: PieceId }) }),
]);
const Template = v.pipe(v.array(TemplatePart), v.maxLength(16));

const Vocabulary = v.pipe(
  v.record(Piece, PieceId),
  v.check((vocabulary) => Object.keys(vocabulary).length <= MAX_VOCABULARY, 'Too many pieces.'),
);

const commonFields = {
  version: v.optional(v.string()),
  truncation: v.optional(v.nullable(v.record(v.string(), v.unknown()))),
  padding: v.optional(v.nullable(v.record(v.string(), v.unknown()))),
  added_tokens: v.pipe(v.array(AddedToken), v.maxLength(MAX_ADDED_TOKENS)),
};

const WordPieceDefinition = v.object({
  ...commonFields,
  normalizer: v.object({
    type: v.literal('BertNormalizer'),
    clean_text: MaybeFlag,
    handle_chinese_chars: MaybeFlag,
    strip_accents: MaybeFlag,
    lowercase: MaybeFlag,
  }),
  pre_tokenizer: v.object({ type: v.literal('BertPreTokenizer') }),
  post_processor: v.object({
    type: v.literal('TemplateProcessing'),
    single: Template,
    pair: Template,
    special_tokens: v.record(
      Piece,
      v.object({
        id: Piece,
        ids: v.pipe(v.array(PieceId), v.maxLength(4)),
        tokens: v.pipe(v.array(Piece), v.maxLength(4)),
      }),
    ),
  }),
  decoder: v.object({ type: v.literal('WordPiece'), prefix: Piece, cleanup: v.boolean() }),
  model: v.object({
    type: v.literal('WordPiece'),
    unk_token: Piece,
    continuing_subword_prefix: v.pipe(v.string(), v.maxLength(8)),
    max_input_chars_per_word: v.pipe(
      v.number(),
      v.integer(),
      v.minValue(1),
      v.maxValue(MAX_WORD_CHARACTERS),
    ),
    vocab: Vocabulary,
  }),
});

/** GPT-2's split into words is the library's own regular expression. */
const ByteLevel = v.object({
  type: v.literal('ByteLevel'),
  add_prefix_space: v.boolean(),
  trim_offsets: v.boolean(),
  use_regex: v.optional(v.literal(true)),
});
const SpecialToken = v.tuple([Piece, PieceId]);
const NoText = v.optional(v.nullable(v.literal('')));
const NoFlag = v.optional(v.literal(false));
/** "a b" in older files, ["a", "b"] in newer ones. */
const Merges = v.union([
  v.pipe(v.array(Piece), v.maxLength(MAX_VOCABULARY)),
  v.pipe(v.array(v.strictTuple([Piece, Piece])), v.maxLength(MAX_VOCABULARY)),
]);

const ByteLevelDefinition = v.object({
  ...commonFields,
  normalizer: v.null(),
  pre_tokenizer: ByteLevel,
  post_processor: v.object({
    type: v.literal('RobertaProcessing'),
    sep: SpecialToken,
    cls: SpecialToken,
    trim_offsets: v.boolean(),
    add_prefix_space: v.boolean(),
  }),
  decoder: ByteLevel,
  model: v.object({
    type: v.optional(v.literal('BPE'), 'BPE'),
    dropout: v.optional(v.null()),
    unk_token: v.optional(v.nullable(Piece)),
    continuing_subword_prefix: NoText,
    end_of_word_suffix: NoText,
    fuse_unk: NoFlag,
    byte_fallback: NoFlag,
    ignore_merges: NoFlag,
    vocab: Vocabulary,
    merges: Merges,
  }),
});

export const TokenizerDefinition = v.union([WordPieceDefinition, ByteLevelDefinition]);
