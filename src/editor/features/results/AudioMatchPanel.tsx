import { useEffect, useRef } from 'react';
import { wholeSecondOf } from '../../../core/time/frameTable.ts';
import {
  useEarmark,
  useObservable,
  useSelectedView,
  useSession,
  useAudioMatch,
} from '../../session/hooks.ts';
import { summariseAudioMatch } from '../../search/audioMatches.ts';
import { formatMatchScore, describeAudioMatch } from '../../ui/describeAudioMatch.ts';
import styles from './AudioMatchPanel.module.css';

/** How well the sound matches the sentence: a summary of the clip, and the current second. */
export const AudioMatchPanel = () => {
  const { player } = useEarmark();
  const hasResult = useSelectedView()?.result != null;
  const match = useAudioMatch();
  const clip = useSession((state) => state.clip?.info ?? null);
  const bar = useRef<HTMLSpanElement>(null);
  const value = useRef<HTMLSpanElement>(null);

  const write = (frameIndex: number | undefined): void => {
    const second =
      clip && frameIndex !== undefined ? wholeSecondOf(clip.ptsSeconds, frameIndex) : -1;
    const now = match?.[second] ?? Number.NaN;
    bar.current?.style.setProperty('width', `${100 * Math.min(Math.max(now || 0, 0), 1)}%`);
    if (value.current) {
      value.current.textContent = Number.isNaN(now) ? 'not computed' : formatMatchScore(now);
    }
  };
  useObservable(player.drawnFrame, (facts) => write(facts?.frameIndex));
  useEffect(() => write(player.drawnFrame.value?.frameIndex));

  if (!hasResult || clip?.audioProblem !== null) {
    return null;
  }
  const summary = match && summariseAudioMatch(match);
  return (
    <section className={styles['match']} aria-label="How well the sound matches">
      <p className={styles['summary']}>{describeAudioMatch(summary)}</p>
      {summary !== null && (
        <div className={styles['now']}>
          <span>Sound match in this second</span>
          <span className={styles['rail']} aria-hidden>
            <span ref={bar} className={styles['bar']} />
          </span>
          <span ref={value} className={styles['value']} data-testid="sound-match-now">
            –
          </span>
        </div>
      )}
    </section>
  );
};
