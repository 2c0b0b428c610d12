import type { FrameRange } from '../../document/projectDocument.ts';
import type { ObjectView } from '../../search/objectViews.ts';
import { countFrames, isComplete } from '../../search/queryResult.ts';

type StatusView = Pick<ObjectView, 'result' | 'presenceThreshold' | 'usualPresenceThreshold'>;

/** Whether the search of an object has stopped before the end of the clip, or of In and Out. */
export const isStopped = (
  { result }: Pick<ObjectView, 'result'>,
  range: FrameRange | null,
): boolean =>
  (result?.status === 'cancelled' || result?.status === 'failed') && !isComplete(result, range);

/** Status of an object's result, short enough for its row. */
export const describeResultStatus = (view: StatusView, range: FrameRange | null): string => {
  const { result, presenceThreshold, usualPresenceThreshold } = view;
  if (!result) {
    return 'not searched yet';
  }
  const { computed, frames, present, bestPresence } = countFrames(result, presenceThreshold);
  if (result.status === 'waiting') {
    return 'waiting';
  }
  if (result.status === 'running') {
    return `searching, ${Math.floor((100 * computed) / frames)} %`;
  }
  if (isStopped(view, range)) {
    return computed === 0
      ? 'stopped'
      : `${present === 0 ? 'nothing' : `in ${present}`}, stopped at ${computed} of ${frames}`;
  }
  if (present === 0) {
    return 'nothing found';
  }
  return bestPresence < usualPresenceThreshold
    ? `weak guess in ${present} of ${computed} frames`
    : `${present} of ${computed} frames`;
};
