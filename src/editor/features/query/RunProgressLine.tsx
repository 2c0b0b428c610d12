import { useEffect, useRef } from 'react';
import type { QueryResult, RunProgress } from '../../search/queryResult.ts';
import { useEarmark, useSession } from '../../session/hooks.ts';
import type { ModelState } from '../../../protocol/requests.ts';
import { announce, runningResult } from '../../session/sessionStore.ts';
import { formatDuration } from '../../ui/format.ts';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import styles from './RunProgressLine.module.css';

const STAGE_TEXTS: Readonly<Record<RunProgress['stage'], string>> = {
  sound: 'Listening',
  words: 'Reading the sentence',
  overview: 'Searching one frame a second',
  'every-frame': 'Searching every frame',
};

/** The stage and progress of a run as text. */
const describeProgress = (
  { status, progress }: Pick<QueryResult, 'status' | 'progress'>,
  bundle: ModelState,
): string => {
  if (status === 'waiting' || !progress) {
    return bundle.kind === 'ready' ? 'Starting' : 'Waiting for the model';
  }
  const { stage, done, total, secondsLeft } = progress;
  const counted = total > 1 ? `: ${done} of ${total}` : '';
  const left = secondsLeft === null ? '' : `, ${formatDuration(secondsLeft)} left`;
  return `${STAGE_TEXTS[stage]}${counted}${left}`;
};

/** Minimum time between announcements of one stage, so that others are heard. */
const ANNOUNCEMENT_INTERVAL_MILLISECONDS = 8000;

/** Announces a run's progress at each new stage, and at intervals within a stage. */
const useProgressAnnouncements = (stage: string | null, text: string): void => {
  const { session } = useEarmark();
  const last = useRef<{ readonly stage: string; readonly milliseconds: number } | null>(null);
  useEffect(() => {
    if (stage === null) {
      last.current = null;
      return;
    }
    const milliseconds = performance.now();
    const isNewStage = last.current?.stage !== stage;
    if (
      isNewStage ||
      milliseconds - (last.current?.milliseconds ?? 0) > ANNOUNCEMENT_INTERVAL_MILLISECONDS
    ) {
      last.current = { stage, milliseconds };
      announce(session, text);
    }
  }, [session, stage, text]);
};

/** Progress bar and text of the current search. */
export const RunProgressLine = () => {
  const result = useSession(runningResult);
  const bundle = useSession((state) => state.bundle);
  const isShown = useSession((state) => state.selectedResultId === result?.id);
  const isOther = result !== null && !isShown;
  const name = isOther ? (result.query === '' ? 'Pointed at: ' : `“${result.query}”: `) : '';
  const text = result ? name + describeProgress(result, bundle) : '';
  useProgressAnnouncements(result?.progress?.stage ?? null, text);
  if (!result) {
    return null;
  }
  const { done, total } = result.progress ?? { done: 0, total: 0 };
  return (
    <>
      <div className={styles['bar']}>
        <ProgressBar label="Finding" share={total > 0 ? done / total : null} />
      </div>
      <p className={styles['text']} title={text}>
        {text}
      </p>
    </>
  );
};
