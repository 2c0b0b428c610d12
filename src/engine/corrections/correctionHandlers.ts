import {
  readInstanceMasks,
  trackRegionInClip,
  selectInstances,
  type CorrectionContext,
} from './corrections.ts';
import { readBoxMask, readSeenInstances } from './pointing.ts';
import type { RequestHandlers } from '../requestHandlers.ts';

/** @param correct works on what is open until the request or one of those ends. */
export const createCorrectionHandlers = (
  correct: <T>(signal: AbortSignal, work: (source: CorrectionContext) => Promise<T>) => Promise<T>,
): Pick<
  RequestHandlers,
  | 'select-instances'
  | 'read-instance-masks'
  | 'read-seen-instances'
  | 'read-box-mask'
  | 'track-region'
> => ({
  'select-instances': async (body, { signal, emit }) => {
    const result = await correct(signal, (source) => selectInstances(source, body, emit));
    return { result, transfer: [result.presence.buffer] };
  },
  'read-instance-masks': async (body, { signal }) => {
    const result = await correct(signal, (source) => readInstanceMasks(source, body));
    return { result, transfer: result.map(({ probability }) => probability.buffer) };
  },
  'read-seen-instances': async (body, { signal }) => ({
    result: await correct(signal, (source) => readSeenInstances(source, body)),
  }),
  'read-box-mask': async (body, { signal }) => {
    const result = await correct(signal, (source) => readBoxMask(source, body));
    return { result, transfer: result === null ? [] : [result.buffer] };
  },
  'track-region': async (body, { signal, emit }) => ({
    result: await correct(signal, (source) => trackRegionInClip(source, body, emit)),
  }),
});
