import type { RequestBody, RequestResult } from '../../protocol/requests.ts';
import type { ResultStore } from './resultStore.ts';

export const readResult = (results: ResultStore, resultId: string): RequestResult<'read-result'> =>
  results.find(resultId)?.masks.storedMasks() ?? null;

/** Restores saved masks; frames that were computed since then are not overwritten. */
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
