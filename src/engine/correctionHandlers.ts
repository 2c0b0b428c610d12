import { followRegionInClip, selectThings, type CorrectionSource } from './corrections.ts';
import type { RequestHandlers } from './engine.ts';

/** @param correct works on what is open until the request or one of those ends. */
export const createCorrectionHandlers = (
  correct: <T>(signal: AbortSignal, work: (source: CorrectionSource) => Promise<T>) => Promise<T>,
): Pick<RequestHandlers, 'select-things' | 'follow-region'> => ({
  'select-things': async (body, { signal, emit }) => {
    const result = await correct(signal, (source) => selectThings(source, body, emit));
    return { result, transfer: [result.presence.buffer] };
  },
  'follow-region': async (body, { signal, emit }) => ({
    result: await correct(signal, (source) => followRegionInClip(source, body, emit)),
  }),
});
