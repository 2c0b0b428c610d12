import { expect, test } from 'vitest';
import { EarmarkError } from '../../core/util/errors.ts';
import { formatErrorDetails, describeError } from './describeError.ts';

test('names the file and the codec', () => {
  const text = describeError(
    new EarmarkError('unsupported-codec', 'no decoder', { codec: 'hevc' }),
  );
  expect(text.title).toContain('hevc');
  expect(describeError(new EarmarkError('empty-file', '', { fileName: 'a.mp4' })).title).toContain(
    'a.mp4',
  );
});

test('every text reads without facts', () => {
  for (const kind of [
    'unsupported-codec',
    'long-expression',
    'bundle-invalid',
    'bundle-hash',
    'corrupt',
  ] as const) {
    const { title, remedy } = describeError(new EarmarkError(kind, 'message'));
    expect(`${title} ${remedy}`).not.toContain('undefined');
  }
});

test('details contain kind, message and facts', () => {
  const error = new EarmarkError('corrupt', 'packet 12 of 40', { fileName: 'a.mp4' });
  expect(JSON.parse(formatErrorDetails(error))).toEqual({
    kind: 'corrupt',
    message: 'packet 12 of 40',
    facts: { fileName: 'a.mp4' },
  });
});
