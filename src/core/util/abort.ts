import { throwIfAborted } from './errors.ts';

/** Ends when the request or the things it works on end; then its failure is an abort. */
export const withAbortSignals = async <T>(
  signals: readonly AbortSignal[],
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> => {
  const signal = AbortSignal.any([...signals]);
  try {
    return await work(signal);
  } catch (error) {
    throwIfAborted(signal);
    throw error;
  }
};
