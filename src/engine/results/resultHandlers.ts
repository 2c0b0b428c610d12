import type { RequestBody, RequestResult, FrameMask } from '../../protocol/requests.ts';
import type { ResultStore } from './resultStore.ts';
import type { MediaClip } from '../media/openClip.ts';
import type { RequestHandlers } from '../requestHandlers.ts';
import { createMedianMasks } from './medianMasks.ts';

type ResultRequests = 'read-mask' | 'read-raw-mask' | 'read-result' | 'restore-result';

/** Requests about results and their masks. */
export const createResultHandlers = (
  withClip: <T>(signal: AbortSignal, work: (clip: MediaClip) => Promise<T>) => Promise<T>,
  results: ResultStore,
): Pick<RequestHandlers, ResultRequests> => ({
  'read-mask': async ({ resultId, frameIndex }, { signal }) => {
    const result = results.find(resultId);
    return result
      ? answer(
          await withClip(signal, ({ info }) =>
            createMedianMasks(result, info.ptsSeconds).get(frameIndex),
          ),
        )
      : { result: null };
  },
  'read-raw-mask': async ({ resultId, frameIndex }) => {
    const mask = (await results.find(resultId)?.masks.get(frameIndex)) ?? null;
    return answer(mask && { ...mask, probability: mask.probability.slice() });
  },
  'read-result': ({ resultId }) => Promise.resolve({ result: readResult(results, resultId) }),
  'restore-result': async (body) => ({ result: await restoreResult(results, body) }),
});

const answer = <T extends FrameMask>(mask: T | null) =>
  mask === null ? { result: null } : { result: mask, transfer: [mask.probability.buffer] };

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
