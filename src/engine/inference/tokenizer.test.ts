import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createTokenizer } from './tokenizer.ts';

const read = (file: string): Uint8Array =>
  readFileSync(new URL(`../../../models/bundles/lite/${file}`, import.meta.url));
/** Pieces of a query that the bundle takes. */
const TEXT_TOKENS = 25;
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const tokenizer = createTokenizer(
  read('tokenizer.json'),
  read('tokenizer_config.json'),
  TEXT_TOKENS,
);

describe('the tokenizer of the bundle', () => {
  // Ids by Python's `tokenizers` from the same file.
  test.each([
    ['the dog that barks first', [101, 1996, 3899, 2008, 11286, 2015, 2034, 102]],
    ['Ein Äffchen, bitte!', [101, 16417, 21358, 11329, 10222, 1010, 2978, 2618, 999, 102]],
    ['the xylophone', [101, 1996, 1060, 8516, 25232, 102]],
  ])('%s', (expression, ids) => {
    const pieces = tokenizer.encode(expression);
    expect(Array.from(pieces.ids)).toEqual([...ids, ...Array(25 - ids.length).fill(0)]);
    expect(pieces.mask.reduce((sum, value) => sum + value, 0)).toBe(ids.length);
    expect(pieces.mask[ids.length - 1]).toBe(1);
    expect(pieces.mask[ids.length]).toBe(0);
  });

  test('23 pieces fit, 24 do not, and nothing is cut off', () => {
    expect(tokenizer.encode('dog '.repeat(23).trim()).mask.at(-1)).toBe(1);
    expect(() => tokenizer.encode('dog '.repeat(24).trim())).toThrow(
      expect.objectContaining({
        kind: 'long-expression',
        facts: { words: 24, pieces: 26, limit: 25 },
      }),
    );
  });

  test('files that are no tokenizer are an invalid bundle', () => {
    for (const text of ['', 'null', '[]', '{}', '{"model":{"type":"None"}}']) {
      expect(() => createTokenizer(bytes(text), bytes('{}'), TEXT_TOKENS)).toThrow(
        expect.objectContaining({ kind: 'bundle-invalid' }),
      );
    }
  });
});

const fixture = (path: string): Buffer =>
  readFileSync(new URL(`../../../tests/fixtures/${path}`, import.meta.url));

test('a byte-level tokenizer, as the paper’s model has it, gives the ids that Python gives', () => {
  const { sentence, tensors } = JSON.parse(fixture('reference/paper/reference.json').toString());
  const { byteOffset, shape } = tensors['text_encoder.ids'];
  const values = fixture('reference/paper/reference.bin');
  const expected = new Int32Array(shape[1]).map((_, piece) =>
    values.readInt32LE(byteOffset + piece * 4),
  );
  const byteLevel = createTokenizer(
    fixture('bundles/paper/tokenizer.json'),
    fixture('bundles/paper/tokenizer_config.json'),
    shape[1],
  );
  expect(byteLevel.encode(sentence).ids).toEqual(expected);
});
