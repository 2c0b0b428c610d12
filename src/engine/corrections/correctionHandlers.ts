import {
  readInstanceMasks,
  trackRegionInClip,
  selectInstances,
  type CorrectionContext,
} from './corrections.ts';
import type { RequestHandlers } from '../requestHandlers.ts';

/** @param correct works on what is open until the request or one of those ends. */
export const createCorrectionHandlers = (
  correct: <T>(signal: AbortSignal, work: (source: CorrectionContext) => Promise<T>) => Promise<T>,
): Pick<RequestHandlers, 'select-instances' | 'read-instance-masks' | 'track-region'> => ({
  'select-instances': async (body, { signal, emit }) => {
    const result = await correct(signal, (source) => selectInstances(source, body, emit));
    return { result, transfer: [result.presence.buffer] };
  },
  'read-instance-masks': async (body, { signal }) => {
    const result = await correct(signal, (source) => readInstanceMasks(source, body));
    return { result, transfer: result.map(({ probability }) => probability.buffer) };
  },
  'track-region': async (body, { signal, emit }) => ({
    result: await correct(signal, (source) => trackRegionInClip(source, body, emit)),
  }),
});
