import { expect, test } from 'vitest';
import { EarmarkError, throwIfAborted, toEarmarkError } from './errors.ts';

test('keeps kind and facts, and passes its own kind through unchanged', () => {
  const error = new EarmarkError('unsupported-codec', 'No decoder.', { codec: 'hevc' });
  expect(error).toBeInstanceOf(Error);
  expect(error.facts['codec']).toBe('hevc');
  expect(toEarmarkError(error, 'corrupt')).toBe(error);
});

test('takes an AbortError for aborted and anything else for the fallback', () => {
  const abort = new DOMException('stopped', 'AbortError');
  expect(toEarmarkError(abort, 'corrupt').kind).toBe('aborted');
  const cause = new RangeError('bad box');
  const error = toEarmarkError(cause, 'corrupt', { fileName: 'a.mp4' });
  expect(error).toMatchObject({ kind: 'corrupt', message: 'bad box', cause });
  expect(error.facts).toEqual({ fileName: 'a.mp4' });
  expect(toEarmarkError('text')).toMatchObject({ kind: 'internal', message: 'text' });
});

test('throws only once the signal is aborted', () => {
  const controller = new AbortController();
  throwIfAborted(undefined);
  throwIfAborted(controller.signal);
  controller.abort();
  expect(() => throwIfAborted(controller.signal)).toThrow(
    expect.objectContaining({ kind: 'aborted' }),
  );
});
