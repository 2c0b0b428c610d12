import * as fc from 'fast-check';

const isContainer = (value: unknown): value is Record<string, unknown> | unknown[] =>
  typeof value === 'object' && value !== null;

/** Values that parsers are known to stumble over, beside any JSON. */
const oddValue = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>(
    null,
    -1,
    0.5,
    1e308,
    2 ** 53,
    '',
    '..',
    '../x',
    '__proto__',
    [],
    {},
    '\u0000',
    'a'.repeat(10_000),
  ),
);

/** A change of one place of a document: its value replaced, left out, or put in twice. */
type Change = {
  /** Leads from the root down, each a share of the entries that there are. */
  readonly way: readonly number[];
  readonly kind: 'replace' | 'remove' | 'repeat' | 'add';
  readonly value: unknown;
};

const change: fc.Arbitrary<Change> = fc.record({
  way: fc.array(fc.double({ min: 0, max: 0.999_999, noNaN: true }), { minLength: 1, maxLength: 8 }),
  kind: fc.constantFrom('replace', 'remove', 'repeat', 'add'),
  value: oddValue,
});

const applyChange = (root: unknown, { way, kind, value }: Change): void => {
  let at = root;
  for (const [depth, share] of way.entries()) {
    if (!isContainer(at)) {
      return;
    }
    const keys = Object.keys(at);
    const key = keys[Math.floor(share * keys.length)];
    if (key === undefined) {
      return;
    }
    const child: unknown = Reflect.get(at, key);
    if (depth < way.length - 1 && isContainer(child)) {
      at = child;
      continue;
    }
    if (kind === 'replace') {
      Reflect.set(at, key, value);
    } else if (kind === 'remove') {
      Reflect.deleteProperty(at, key);
    } else if (kind === 'repeat' && Array.isArray(at)) {
      at.push(child);
    } else {
      Object.defineProperty(at, String(value), { value, enumerable: true, configurable: true });
    }
    return;
  }
};

/** A document with up to four places changed. @param document JSON */
export const changedJson = (document: unknown): fc.Arbitrary<unknown> =>
  fc.array(change, { minLength: 1, maxLength: 4 }).map((changes) => {
    const copy: unknown = structuredClone(document);
    for (const each of changes) {
      applyChange(copy, each);
    }
    return copy;
  });

/** Bytes with a few of them changed, or cut, or with others behind them. */
export const changedBytes = (bytes: Uint8Array): fc.Arbitrary<Uint8Array<ArrayBuffer>> =>
  fc
    .record({
      places: fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { maxLength: 8 }),
      length: fc.oneof(fc.constant(bytes.length), fc.nat(bytes.length)),
      tail: fc.uint8Array({ maxLength: 64 }),
    })
    .map(({ places, length, tail }) => {
      const changed = new Uint8Array(length + tail.length);
      changed.set(bytes.subarray(0, length));
      changed.set(tail, length);
      for (const [place, value] of places) {
        changed[place] = value;
      }
      return changed;
    });

/** Text of any script and of the signs that parsers look for. */
export const oddText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc
    .array(
      fc.constantFrom(
        '"',
        '""',
        ',',
        '\n',
        '\r\n',
        '\r',
        '\\',
        '/',
        '..',
        '.',
        ':',
        '*',
        '?',
        '<',
        '|',
        ' ',
        '#',
        '&',
        '=',
        '%',
        '%2F',
        '%zz',
        'find',
        'frame',
        '\u0000',
        '\uFEFF',
        '\u202E',
        'é',
        'e\u0301',
        'CON',
        'nul.',
        'aux',
        '{frame}',
        '{object}',
        '\uD800',
        'clip',
        '7',
        '-',
      ),
      { maxLength: 60 },
    )
    .map((parts) => parts.join('')),
);
