import type { RequestEvent } from '../../protocol/requests.ts';
import {
  clearFrames,
  withNextRevision,
  withUndecodableFrame,
  writeFrame,
  type QueryResult,
} from './queryResult.ts';

/**
 * A result after an event of its run. Masks are written into the result's arrays in place; whoever
 * redraws counts the revision.
 */
export const applyRunEvent = (result: QueryResult, event: RequestEvent<'segment'>): QueryResult => {
  switch (event.kind) {
    case 'started': {
      const { key, resultId } = event;
      if (result.engineResultId === resultId) {
        return { ...result, key, status: 'running' };
      }
      // Of another model or provider, also of the one that took the place of a lost one.
      clearFrames(result);
      return withNextRevision({
        ...result,
        key,
        engineResultId: resultId,
        status: 'running',
        hasOverview: false,
        undecodable: [],
        missingAudioSeconds: [],
      });
    }
    case 'progress': {
      const { stage, done, total, secondsLeft } = event;
      return { ...result, progress: { stage, done, total, secondsLeft } };
    }
    case 'mask':
      if (event.resultId === result.engineResultId) {
        writeFrame(result, event.mask);
      }
      return result;
    case 'undecodable':
      return withUndecodableFrame(result, event.frameIndex);
    case 'missing-audio':
      return { ...result, missingAudioSeconds: event.seconds };
    default:
      return { ...result, hasOverview: true };
  }
};

/**
 * After an abort the engine finishes its current frame; that mask is kept, since it is not sent
 * twice. Everything else about an aborted run is passed over.
 */
export const applyLateEvent = (result: QueryResult, event: RequestEvent<'segment'>): QueryResult =>
  event.kind === 'mask' && event.resultId === result.engineResultId
    ? withNextRevision(applyRunEvent(result, event))
    : result;
