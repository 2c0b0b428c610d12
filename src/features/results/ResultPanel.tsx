import { Download, Eye, EyeOff } from 'lucide-react';
import { useEffect } from 'react';
import { useEarmark, useSession } from '../../state/hooks.ts';
import { countFrames } from '../../state/result.ts';
import {
  announce,
  presenceThresholdOf,
  selectedResult,
  staleReason,
  thresholdsOf,
  updateResult,
} from '../../state/sessionStore.ts';
import { Button } from '../../ui/Button.tsx';
import { answerOf, scoreText } from './answer.ts';
import styles from './ResultPanel.module.css';

const STALE_TEXTS = {
  cues: 'Made with other cues than those switched on now.',
  model: 'Made on another processor than the one chosen now.',
} as const;

/** "Show anyway" takes every frame that comes near the best one. */
const SHARE_OF_BEST = 0.9;

export const ResultPanel = () => {
  const { session, view, runs, player } = useEarmark();
  const result = useSession(selectedResult);
  const threshold = useSession((state) => (result ? presenceThresholdOf(state, result) : 0));
  const usual = useSession((state) => thresholdsOf(state).presence);
  const stale = useSession((state) => (result ? staleReason(state, result) : null));
  const counts = result ? countFrames(result, threshold) : null;
  const answer = result && counts ? answerOf(result, counts) : null;
  const isDone = result?.status === 'done';

  useEffect(() => {
    if (isDone && answer) {
      announce(session, answer.text);
    }
    // The answer is said once, when it is complete or its threshold changes.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [session, isDone, result?.id, answer?.text]);

  if (!result || !counts || !answer) {
    return (
      <section className={styles['panel']} aria-label="Answer">
        <p className={styles['empty']}>
          Write a sentence or pick an example. The answer stands here, the masks on the picture.
        </p>
      </section>
    );
  }
  const isLowered = threshold < usual;
  const canShowAnyway = counts.present === 0 && counts.bestPresence > 0;
  const setThreshold = (presenceThreshold: number | null): void =>
    updateResult(session, result.id, (before) => ({ ...before, presenceThreshold }));
  return (
    <section className={styles['panel']} aria-label="Answer">
      <p className={styles['expression']}>
        <span className={styles['swatch']} aria-hidden />
        {result.expression}
      </p>
      <p className={styles['answer']} data-tone={answer.tone}>
        {answer.text}
      </p>
      {result.status === 'cancelled' && counts.computed > 0 && (
        <p className={styles['aside']}>Stopped; find again to go on from here.</p>
      )}
      {stale !== null && <p className={styles['stale']}>{STALE_TEXTS[stale]}</p>}
      {isLowered && (
        <p className={styles['aside']}>
          Shown from a score of {scoreText(threshold)} on; usual is {scoreText(usual)}.
        </p>
      )}
      <div className={styles['actions']}>
        {counts.present > 0 && (
          <Button onClick={() => view.setState({ sheet: 'export' })} aria-keyshortcuts="E">
            <Download size={16} aria-hidden />
            Export masks
          </Button>
        )}
        {canShowAnyway && (
          <Button
            onClick={() => {
              setThreshold(counts.bestPresence * SHARE_OF_BEST);
              player.pause();
              player.seek(counts.bestFrameIndex);
            }}
          >
            <Eye size={16} aria-hidden />
            Show anyway
          </Button>
        )}
        {isLowered && (
          <Button look="quiet" onClick={() => setThreshold(null)}>
            <EyeOff size={16} aria-hidden />
            Back to the usual score
          </Button>
        )}
        {stale !== null && (
          <Button look="quiet" onClick={() => void runs.start(result.expression)}>
            Find again
          </Button>
        )}
      </div>
    </section>
  );
};
