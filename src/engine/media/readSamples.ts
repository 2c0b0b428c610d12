import { InputDisposedError } from 'mediabunny';
import type { EarmarkError, ErrorDetails } from '../../core/util/errors.ts';
import { throwIfAborted, toEarmarkError } from '../../core/util/errors.ts';

type Closable = { close(): void };

/** What a failed read means: `aborted` after dispose, else the data is `corrupt`. */
export const toReadError = (thrown: unknown, facts: ErrorDetails): EarmarkError =>
  toEarmarkError(
    thrown instanceof InputDisposedError
      ? new DOMException('The clip was closed.', 'AbortError')
      : thrown,
    'corrupt',
    facts,
  );

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
