import { throwIfAborted } from './errors.ts';

/** Runs `work` until any signal aborts; its failure is then the abort. @throws EarmarkError `aborted` */
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
