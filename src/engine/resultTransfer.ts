import { EarmarkError } from '../core/errors.ts';
import type { RequestBody, RequestResult } from './protocol.ts';
import type { ResultStore } from './resultStore.ts';

/** @throws EarmarkError `no-clip` when the result is forgotten. */
export const readResult = (
  results: ResultStore,
  resultId: string,
): RequestResult<'read-result'> => {
  const result = results.find(resultId);
  if (!result) {
    throw new EarmarkError('no-clip', 'The result is not kept any more.');
  }
  return result.masks.stored();
};

/** Frames that were computed since are newer than what was kept, and stay. */
export const restoreResult = async (
  results: ResultStore,
  { key, masks }: RequestBody<'restore-result'>,
): Promise<RequestResult<'restore-result'>> => {
  const result = results.open(key);
  for (const mask of masks) {
    if (!result.masks.has(mask.header.frameIndex)) {
      await result.masks.restore(mask);
    }
  }
  return { resultId: result.id };
};
