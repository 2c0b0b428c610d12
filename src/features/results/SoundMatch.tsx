import { useEffect, useRef } from 'react';
import { secondOf } from '../../core/frameTable.ts';
import {
  useEarmark,
  useObserved,
  useSelectedView,
  useSession,
  useSoundMatch,
} from '../../state/hooks.ts';
import { summariseSoundMatch } from '../../state/soundMatches.ts';
import { matchValueText, soundMatchText } from '../../ui/soundMatchText.ts';
import styles from './SoundMatch.module.css';

/** How well the sound matches the sentence: over the clip, and in the second on the screen. */
export const SoundMatch = () => {
  const { player } = useEarmark();
  const isLookedFor = useSelectedView()?.result != null;
  const match = useSoundMatch();
  const clip = useSession((state) => state.clip?.info ?? null);
  const bar = useRef<HTMLSpanElement>(null);
  const value = useRef<HTMLSpanElement>(null);

  const write = (frameIndex: number | undefined): void => {
    const second = clip && frameIndex !== undefined ? secondOf(clip.ptsSeconds, frameIndex) : -1;
    const now = match?.[second] ?? Number.NaN;
    bar.current?.style.setProperty('width', `${100 * Math.min(Math.max(now || 0, 0), 1)}%`);
    if (value.current) {
      value.current.textContent = Number.isNaN(now) ? 'not computed' : matchValueText(now);
    }
  };
  useObserved(player.shown, (facts) => write(facts?.frameIndex));
  useEffect(() => write(player.shown.value?.frameIndex));

  if (!isLookedFor || clip?.soundProblem !== null) {
    return null;
  }
  const summary = match && summariseSoundMatch(match);
  return (
    <section className={styles['match']} aria-label="How well the sound matches">
      <p className={styles['summary']}>{soundMatchText(summary)}</p>
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
