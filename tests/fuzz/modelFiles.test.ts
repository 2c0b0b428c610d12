import { readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { MAX_GRAPH_NODES } from '../../src/core/limits.ts';
import { EarmarkError } from '../../src/core/util/errors.ts';
import { ALLOWED_OPERATORS } from '../../src/engine/inference/bundle/allowedOperators.ts';
import type { WeightFile } from '../../src/engine/inference/bundle/fetchBundle.ts';
import { requireAllowedGraph } from '../../src/engine/inference/bundle/requireAllowedGraph.ts';
import { createTokenizer } from '../../src/engine/inference/tokenizer.ts';
import { changedBytes, changedJson, oddText } from './arbitraries.ts';
import { fuzzRuns } from './fuzzRuns.ts';

/** Tokenizers and ONNX files that are damaged or made to do harm; the runtime sees none of them. */

const SEED = 20;
const FOLDERS = [
  'models/bundles/lite',
  ...['paper', 'released'].map((name) => `tests/fixtures/bundles/${name}`),
];

vi.setConfig({ testTimeout: 900_000 });

beforeAll(() => {
  fc.configureGlobal({ seed: SEED, numRuns: fuzzRuns(300, 10_000) });
});

/** Whether the graph is allowed; any error but `bundle-invalid` is thrown on. */
const isAllowed = (file: Uint8Array, beside: readonly WeightFile[] = []): boolean => {
  try {
    requireAllowedGraph('detector', file, beside);
    return true;
  } catch (thrown) {
    if (thrown instanceof EarmarkError && thrown.kind === 'bundle-invalid') {
      return false;
    }
    throw thrown;
  }
};

const varint = (value: number): number[] =>
  value < 0x80 ? [value] : [(value % 0x80) + 0x80, ...varint(Math.floor(value / 0x80))];
const bytesField = (number: number, bytes: readonly number[]): number[] => [
  ...varint(number * 8 + 2),
  ...varint(bytes.length),
  ...bytes,
];
const numberField = (number: number, value: number): number[] => [
  ...varint(number * 8),
  ...varint(value),
];
const ascii = (text: string): number[] => Array.from(new TextEncoder().encode(text));
const node = (operator: string, domain = '', attributes: readonly number[][] = []): number[] =>
  bytesField(1, [
    ...bytesField(1, ascii('in')),
    ...bytesField(2, ascii('out')),
    ...bytesField(4, ascii(operator)),
    ...(domain === '' ? [] : bytesField(7, ascii(domain))),
    ...attributes.flatMap((attribute) => bytesField(5, attribute)),
  ]);
const weights = (...rest: readonly number[][]): number[] =>
  bytesField(5, [...numberField(1, 4), ...bytesField(9, Array(16).fill(7)), ...rest.flat()]);
const model = (graph: readonly number[], ...rest: readonly number[][]): Uint8Array =>
  Uint8Array.from([...numberField(1, 10), ...bytesField(7, graph), ...rest.flat()]);

const SMALL = model([...node('Conv'), ...weights(), ...node('Relu'), ...node('Gemm')]);

describe('graphs', () => {
  test.each(
    FOLDERS.flatMap((folder) =>
      readdirSync(folder)
        .filter((file) => file.endsWith('.onnx'))
        .map((file) => `${folder}/${file}`),
    ),
  )('%s is allowed', (path) => {
    const start = path.replace(/onnx$/, '');
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    const beside = readdirSync(folder)
      .filter((file) => file.endsWith('.bin') && `${folder}${file}`.startsWith(start))
      .map((file) => ({ path: file, data: readFileSync(`${folder}${file}`) }));
    expect(isAllowed(readFileSync(path), beside)).toBe(true);
  });

  const entry = (key: string, value: string): number[] =>
    bytesField(13, [...bytesField(1, ascii(key)), ...bytesField(2, ascii(value))]);
  const external = entry('location', '/etc/passwd');
  const isElsewhere = numberField(14, 1);
  const beside = [{ path: 'detector.0.bin', data: new Uint8Array(64) }];
  const within = [
    entry('location', 'detector.0.bin'),
    entry('offset', '16'),
    entry('length', '48'),
    isElsewhere,
  ];
  const inner = [...node('Relu')];
  test.each<readonly [string, Uint8Array]>([
    ['control flow', model(node('Loop'))],
    ['chance', model(node('RandomNormal'))],
    ['an unknown operator', model(node('Relu2'))],
    ['an operator of another domain', model(node('Relu', 'evil'))],
    ['one behind many good ones', model([...Array(50).fill(node('Relu')).flat(), ...node('If')])],
    ['a node without operator', model(bytesField(1, bytesField(1, ascii('in'))))],
    ['a graph within a node', model(node('Relu', '', [bytesField(6, inner)]))],
    ['graphs within a node', model(node('Relu', '', [bytesField(11, inner)]))],
    ['weights of another file', model([...node('Relu'), ...weights(external)])],
    [
      'weights that say they lie elsewhere',
      model([...node('Relu'), ...weights(numberField(14, 1))]),
    ],
    ['a constant of another file', model(node('Constant', '', [bytesField(5, external)]))],
    ['sparse weights', model([...node('Relu'), ...bytesField(15, [])])],
    ['functions of its own', model(node('Relu'), bytesField(25, []))],
    ['a second graph', model(node('Relu'), bytesField(7, node('Loop')))],
    [
      'too many nodes',
      model(
        Array(MAX_GRAPH_NODES + 1)
          .fill(node('Relu'))
          .flat(),
      ),
    ],
    ['no node', model([])],
    ['nothing', new Uint8Array()],
    ['a number without end', new Uint8Array(64).fill(0xff)],
    ['a length beyond the file', Uint8Array.from([...varint(7 * 8 + 2), ...varint(2 ** 40)])],
    ['a text', new TextEncoder().encode('Not a model.')],
  ])('%s is refused', (_, file) => {
    expect(isAllowed(file)).toBe(false);
  });

  test('weights beside the graph are allowed where the bundle has them', () => {
    const file = model([...node('Relu'), ...weights(...within)]);
    expect([isAllowed(file, beside), isAllowed(file)]).toEqual([true, false]);
  });

  test.each<readonly [string, readonly number[][]]>([
    ['another file', [external, entry('length', '4'), isElsewhere]],
    ['a way out of the folder', [entry('location', '../detector.0.bin'), entry('length', '4')]],
    ['no file', [entry('length', '4'), isElsewhere]],
    ['beyond the end', [entry('location', 'detector.0.bin'), entry('length', '65')]],
    ['a length that is none', [entry('location', 'detector.0.bin'), entry('length', '-1')]],
    ['no length', [entry('location', 'detector.0.bin')]],
    ['two files', [...within, external]],
  ])('weights beside the graph, %s: refused', (_, place) => {
    expect(isAllowed(model([...node('Relu'), ...weights(...place)]), beside)).toBe(false);
  });

  test('a constant beside the graph is refused', () => {
    const constant = node('Constant', '', [bytesField(5, within.flat())]);
    expect(isAllowed(model(constant), beside)).toBe(false);
  });

  test('changed bytes: allowed or refused, never anything else', () => {
    expect(isAllowed(SMALL)).toBe(true);
    fc.assert(
      fc.property(changedBytes(SMALL), (bytes) => {
        expect(typeof isAllowed(bytes)).toBe('boolean');
      }),
    );
  });

  test('any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(typeof isAllowed(bytes)).toBe('boolean');
      }),
    );
  });

  test('an operator that is not in the table is refused wherever it stands', () => {
    const operators = fc.array(
      fc.constantFrom(...ALLOWED_OPERATORS).filter((name) => !name.includes(':')),
      { maxLength: 20 },
    );
    const other = oddText.filter((name) => !ALLOWED_OPERATORS.has(name));
    fc.assert(
      fc.property(operators, other, fc.nat(), (names, name, place) => {
        const good = names.map((each) => node(each));
        expect(isAllowed(model(good.flat()))).toBe(names.length > 0);
        good.splice(place % (good.length + 1), 0, node(name));
        expect(isAllowed(model(good.flat()))).toBe(false);
      }),
    );
  });
});

const FILES = ['tokenizer.json', 'tokenizer_config.json'].map((file) =>
  readFileSync(`models/bundles/lite/${file}`, 'utf8'),
);
type Json = Record<string, unknown>;
const [definition = {}, config = {}] = FILES.map((text) => JSON.parse(text) as Json);
/** With few pieces: a change then falls on all parts alike. */
const SMALL_DEFINITION = {
  ...definition,
  model: {
    ...(definition['model'] as Json),
    vocab: {
      '[PAD]': 0,
      '[UNK]': 100,
      '[CLS]': 101,
      '[SEP]': 102,
      the: 1996,
      dog: 3899,
      '##s': 2015,
    },
  },
};
/** RoBERTa's kind: pairs of bytes, with few merges. */
const byteLevel = JSON.parse(
  readFileSync('tests/fixtures/bundles/paper/tokenizer.json', 'utf8'),
) as Json;
const byteLevelModel = byteLevel['model'] as Json;
const SMALL_BYTE_LEVEL = {
  ...byteLevel,
  model: {
    ...byteLevelModel,
    vocab: Object.fromEntries(
      Object.entries(byteLevelModel['vocab'] as Json).filter(
        ([piece]) => piece.length < 3 || piece.startsWith('<'),
      ),
    ),
    merges: [
      ['t', 'h'],
      ['d', 'o'],
    ],
  },
};
const LIMIT = 25;
const encodeJson = (value: unknown): Uint8Array =>
  new TextEncoder().encode(JSON.stringify(value) ?? '');

/** A tokenizer that is accepted gives pieces that fit, or says that they do not. */
const requireUsable = (
  definitionBytes: Uint8Array,
  configBytes: Uint8Array,
  text: string,
): void => {
  try {
    const { ids, mask } = createTokenizer(definitionBytes, configBytes, LIMIT).encode(text);
    expect([ids.length, mask.length]).toEqual([LIMIT, LIMIT]);
    expect(ids.every((id) => id >= 0)).toBe(true);
  } catch (thrown) {
    if (
      !(thrown instanceof EarmarkError) ||
      !['bundle-invalid', 'long-expression'].includes(thrown.kind)
    ) {
      throw thrown;
    }
  }
};

describe('tokenizers', () => {
  test.each<readonly [string, Json]>([
    [
      'a regular expression',
      { pre_tokenizer: { type: 'Split', pattern: { Regex: '(a+)+$' }, behavior: 'Isolated' } },
    ],
    [
      'a replacement',
      { normalizer: { type: 'Replace', pattern: { Regex: '(a|a)*b' }, content: '' } },
    ],
    ['another kind of model', { model: { type: 'BPE', vocab: {}, merges: [] } }],
    [
      'a piece of a megabyte',
      { model: { ...SMALL_DEFINITION.model, vocab: { ['a'.repeat(1e6)]: 1 } } },
    ],
    ['a negative number', { model: { ...SMALL_DEFINITION.model, vocab: { a: -1 } } }],
    ['a number beyond any table', { model: { ...SMALL_DEFINITION.model, vocab: { a: 1e9 } } }],
    ['words without end', { model: { ...SMALL_DEFINITION.model, max_input_chars_per_word: 1e9 } }],
    ['an empty added token', { added_tokens: [{ id: 1, content: '' }] }],
  ])('%s is refused', (_, change) => {
    const changed = encodeJson({ ...SMALL_DEFINITION, ...change });
    expect(() => createTokenizer(changed, encodeJson(config), LIMIT)).toThrow(
      expect.objectContaining({ kind: 'bundle-invalid' }),
    );
  });

  test.each<readonly [string, Json]>([
    ['a regular expression', { pre_tokenizer: { type: 'Split', pattern: { Regex: '(a+)+$' } } }],
    ['a normalizer', { normalizer: { type: 'Replace', pattern: { Regex: '(a|a)*b' } } }],
    ['chance', { model: { ...SMALL_BYTE_LEVEL.model, dropout: 0.5 } }],
    ['a merge of three', { model: { ...SMALL_BYTE_LEVEL.model, merges: [['a', 'b', 'c']] } }],
    ['a merge of a megabyte', { model: { ...SMALL_BYTE_LEVEL.model, merges: ['a'.repeat(1e6)] } }],
  ])('of bytes: %s is refused', (_, change) => {
    const changed = encodeJson({ ...SMALL_BYTE_LEVEL, ...change });
    expect(() => createTokenizer(changed, encodeJson({}), LIMIT)).toThrow(
      expect.objectContaining({ kind: 'bundle-invalid' }),
    );
  });

  test.each([
    ['word pieces', SMALL_DEFINITION, config],
    ['bytes', SMALL_BYTE_LEVEL, {}],
  ])('changed definitions of %s', (_, small, itsConfig) => {
    requireUsable(encodeJson(small), encodeJson(itsConfig), 'the dogs');
    fc.assert(
      fc.property(changedJson(small), oddText, (changed, text) =>
        requireUsable(encodeJson(changed), encodeJson(itsConfig), text),
      ),
    );
  });

  test('changed configurations', () => {
    fc.assert(
      fc.property(changedJson(config), oddText, (changed, text) =>
        requireUsable(encodeJson(SMALL_DEFINITION), encodeJson(changed), text),
      ),
    );
  });

  test('changed bytes', () => {
    fc.assert(
      fc.property(changedBytes(encodeJson(SMALL_DEFINITION)), (bytes) =>
        requireUsable(bytes, encodeJson(config), 'the dogs'),
      ),
    );
  });
});
