import type { BundleState } from '../../session/sessionStore.ts';
import type { QueryResult, RunProgress } from '../../search/queryResult.ts';
import { formatDuration } from '../../ui/formatDuration.ts';

const STAGE_TEXTS: Readonly<Record<RunProgress['stage'], string>> = {
  sound: 'Listening',
  words: 'Reading the sentence',
  overview: 'Looking once a second',
  'every-frame': 'Looking at every frame',
};

/** What a run is doing, in words. */
export const describeProgress = (
  { status, progress }: Pick<QueryResult, 'status' | 'progress'>,
  bundle: BundleState,
): string => {
  if (status === 'waiting' || !progress) {
    return bundle.kind === 'ready' ? 'Starting' : 'Waiting for the model';
  }
  const { stage, done, total, secondsLeft } = progress;
  const counted = total > 1 ? `: ${done} of ${total}` : '';
  const left = secondsLeft === null ? '' : `, ${formatDuration(secondsLeft)} left`;
  return `${STAGE_TEXTS[stage]}${counted}${left}`;
};
