import type { ObjectView } from '../../search/objectViews.ts';
import { countFrames } from '../../search/queryResult.ts';

/** What was found, in the few words that a row has room for. */
export const describeResultStatus = ({ result, presenceThreshold }: ObjectView): string => {
  if (!result) {
    return 'not looked for yet';
  }
  const { computed, frames, present } = countFrames(result, presenceThreshold);
  switch (result.status) {
    case 'waiting':
      return 'waiting';
    case 'running':
      return `looking, ${Math.floor((100 * computed) / frames)} %`;
    default:
      if (computed === 0) {
        return 'stopped';
      }
      return present === 0 ? 'nothing found' : `${present} of ${computed} frames`;
  }
};
