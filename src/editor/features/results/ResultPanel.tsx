import { Download, Eye, EyeOff, RotateCw } from 'lucide-react';
import { useEffect } from 'react';
import { useEarmark, useProject, useSelectedView, useSession } from '../../session/hooks.ts';
import { resultIdOf } from '../../search/objectViews.ts';
import { isPointed, objectName } from '../../document/projectDocument.ts';
import { countFrames, isComplete } from '../../search/queryResult.ts';
import { announce, isStale, thresholdsOf } from '../../session/sessionStore.ts';
import { Button } from '../../ui/Button.tsx';
import { formatScore } from '../../ui/format.ts';
import { Swatch } from '../../ui/Swatch.tsx';
import {
  describeMissingAudio,
  describeResult,
  describeUndecodableFrames,
} from './describeResult.ts';
import styles from './ResultPanel.module.css';

export const ResultPanel = () => {
  const { session, view, objects, corrections } = useEarmark();
  const selected = useSelectedView();
  const defaultThreshold = useSession((state) => thresholdsOf(state).presence);
  const range = useProject((state) => state.range);
  const result = selected?.result ?? null;
  const stale = useSession((state) => result !== null && isStale(state, result));
  const threshold = selected?.presenceThreshold ?? defaultThreshold;
  const counts = result ? countFrames(result, threshold) : null;
  const answer = result && counts ? describeResult(result, counts, defaultThreshold) : null;
  const isDone = result?.status === 'done';
  // Results with examples are announced by the selection controller.
  const isAnnounced = isDone && selected?.object.examples.length === 0;
  const currentResultId = selected && resultIdOf(selected.object);

  useEffect(() => {
    if (isAnnounced && answer) {
      announce(session, answer.text);
    }
    // Announced once: when the result is complete, or its threshold changes.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [session, isAnnounced, currentResultId, answer?.text]);

  if (!selected) {
    return (
      <section className={styles['panel']} aria-label="Answer">
        <p className={styles['empty']}>
          Write a sentence, choose an example, or point at something (P). The result is shown here,
          the masks on the picture.
        </p>
      </section>
    );
  }
  const { object } = selected;
  const isLowered = threshold < defaultThreshold;
  const isRunning = result?.status === 'waiting' || result?.status === 'running';
  const isMissing = !isRunning && (!result || stale || !isComplete(result, range));
  return (
    <section className={styles['panel']} aria-label="Answer">
      <p className={styles['expression']}>
        <Swatch colour={selected.colour} pattern={selected.pattern} />
        <span>
          {object.name !== null && <strong>{objectName(object)}: </strong>}
          {isPointed(object) ? 'pointed at on the picture' : object.expression}
        </span>
      </p>
      <p className={styles['answer']} data-tone={answer?.tone ?? 'open'}>
        {answer?.text ?? 'Not searched yet'}
      </p>
      {isMissing && result?.status === 'cancelled' && counts !== null && counts.computed > 0 && (
        <p className={styles['aside']}>Stopped. “Resume” continues from here.</p>
      )}
      {result !== null && result.undecodable.length > 0 && (
        <p className={styles['aside']}>{describeUndecodableFrames(result.undecodable)}</p>
      )}
      {result !== null && result.missingAudioSeconds.length > 0 && (
        <p className={styles['aside']}>{describeMissingAudio(result.missingAudioSeconds)}</p>
      )}
      {stale && (
        <p className={styles['stale']}>
          Computed by another model or on another processor than the current one.
        </p>
      )}
      {isLowered && (
        <p className={styles['aside']}>
          Presence threshold lowered to {formatScore(threshold)}; the default is{' '}
          {formatScore(defaultThreshold)}.
        </p>
      )}
      <div className={styles['actions']}>
        {counts !== null && counts.present > 0 && (
          <Button onClick={() => view.setState({ sheet: 'export' })} aria-keyshortcuts="E">
            <Download size={16} aria-hidden />
            Export masks
          </Button>
        )}
        {counts !== null && counts.present === 0 && counts.bestPresence > 0 && (
          <Button onClick={() => void corrections.showWeakGuess(object.id)}>
            <Eye size={16} aria-hidden />
            Show anyway
          </Button>
        )}
        {isLowered && (
          <Button variant="quiet" onClick={() => objects.resetThresholds(object.id)}>
            <EyeOff size={16} aria-hidden />
            Default threshold
          </Button>
        )}
        {isMissing && (
          <Button variant="quiet" onClick={() => void objects.runAgain(object.id)}>
            <RotateCw size={16} aria-hidden />
            {stale || !counts || counts.computed === 0 ? 'Find again' : 'Resume'}
          </Button>
        )}
      </div>
    </section>
  );
};
