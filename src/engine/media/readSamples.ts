import { InputDisposedError } from 'mediabunny';
import type { ErrorDetails } from '../../core/util/errors.ts';
import { EarmarkError, throwIfAborted, toEarmarkError } from '../../core/util/errors.ts';

type Closable = { close(): void };

/** Chromium's stream of a file ends so when the file was deleted or changed. */
const isLostFile = (thrown: unknown): boolean =>
  thrown instanceof TypeError && thrown.message === 'network error';

/**
 * What a failed read means: `aborted` after dispose, `file-unreadable` when the file is gone, else the
 * data is `corrupt`.
 */
export const toReadError = (thrown: unknown, facts: ErrorDetails): EarmarkError => {
  if (thrown instanceof InputDisposedError) {
    return new EarmarkError('aborted', 'The clip was closed.', facts, thrown);
  }
  return isLostFile(thrown)
    ? new EarmarkError('file-unreadable', 'The file can no longer be read.', facts, thrown)
    : toEarmarkError(thrown, 'corrupt', facts);
};

/**
 * The next sample, or undefined at the end. An abort ends the iterator itself, because a single
 * step can decode a whole group of pictures before it yields.
 */
export const nextSample = async <T extends Closable | null>(
  samples: AsyncGenerator<T, void>,
  signal: AbortSignal | undefined,
): Promise<T | undefined> => {
  throwIfAborted(signal);
  const stop = (): void => {
    void samples.return();
  };
  signal?.addEventListener('abort', stop);
  try {
    const result = await samples.next();
    if (signal?.aborted && !result.done) {
      result.value?.close();
    }
    throwIfAborted(signal);
    return result.done ? undefined : result.value;
  } finally {
    signal?.removeEventListener('abort', stop);
  }
};

/** Yields the samples until their end, always closes the iterator, and gives errors their kind. */
export async function* readSamples<T extends Closable | null>(
  samples: AsyncGenerator<T, void>,
  signal: AbortSignal | undefined,
  facts: ErrorDetails,
): AsyncGenerator<T, void> {
  try {
    for (;;) {
      let sample: T | undefined;
      try {
        sample = await nextSample(samples, signal);
      } catch (thrown) {
        throw toReadError(thrown, facts);
      }
      if (sample === undefined) {
        return;
      }
      yield sample;
    }
  } finally {
    await samples.return();
  }
}
