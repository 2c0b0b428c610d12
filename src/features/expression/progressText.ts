import type { BundleState } from '../../state/sessionStore.ts';
import type { Result, RunProgress } from '../../state/result.ts';
import { durationText } from '../../ui/durationText.ts';

const STAGE_TEXTS: Readonly<Record<RunProgress['stage'], string>> = {
  sound: 'Listening',
  words: 'Reading the sentence',
  overview: 'Looking once a second',
  'every-frame': 'Looking at every frame',
};

/** What a run is doing, in words. */
export const progressText = (
  { status, progress }: Pick<Result, 'status' | 'progress'>,
  bundle: BundleState,
): string => {
  if (status === 'waiting' || !progress) {
    return bundle.kind === 'ready' ? 'Starting' : 'Waiting for the model';
  }
  const { stage, done, total, secondsLeft } = progress;
  const counted = total > 1 ? `: ${done} of ${total}` : '';
  const left = secondsLeft === null ? '' : `, ${durationText(secondsLeft)} left`;
  return `${STAGE_TEXTS[stage]}${counted}${left}`;
};
