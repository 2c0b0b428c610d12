import { useRef } from 'react';
import { formatTimecode } from '../../core/timecode.ts';
import { useEarmark, useObjectViews, useObserved } from '../../state/hooks.ts';
import type { OpenClip } from '../../state/sessionStore.ts';
import { LaneLegend } from './LaneLegend.tsx';
import { rulerTicks } from './rulerTicks.ts';
import { Filmstrip, Lane, Waveform } from './strips.tsx';
import styles from './Timeline.module.css';
import { useSeekDrag } from './useSeekDrag.ts';

const MOST_TICKS = 12;

/** `0:04`: whole seconds are enough for ears and rulers. */
const shortTime = (seconds: number): string => formatTimecode(seconds).replace(/\.\d+$/, '');

const Ruler = ({ durationSeconds }: { readonly durationSeconds: number }) => {
  const ticks = rulerTicks(durationSeconds, MOST_TICKS);
  const isFine = durationSeconds < MOST_TICKS / 2;
  return (
    <div className={styles['ruler']} aria-hidden>
      {ticks.map((seconds) => (
        <span key={seconds} style={{ left: `${(100 * seconds) / durationSeconds}%` }}>
          {isFine ? formatTimecode(seconds) : shortTime(seconds)}
        </span>
      ))}
    </div>
  );
};

/** Filmstrip, waveform and lane over one scale of time, and the playhead across all of them. */
export const Timeline = ({ clip }: { readonly clip: OpenClip }) => {
  const { player } = useEarmark();
  const views = useObjectViews();
  const { info } = clip;
  const slider = useRef<HTMLDivElement>(null);
  const playhead = useRef<HTMLDivElement>(null);
  const drag = useSeekDrag(player, info);
  const frames = info.ptsSeconds.length;

  useObserved(player.playhead, (frameIndex) => {
    const seconds = info.ptsSeconds[frameIndex] ?? 0;
    playhead.current?.style.setProperty('left', `${(100 * seconds) / info.durationSeconds}%`);
    slider.current?.setAttribute('aria-valuenow', String(frameIndex + 1));
    slider.current?.setAttribute(
      'aria-valuetext',
      `${shortTime(seconds)}, frame ${frameIndex + 1} of ${frames}`,
    );
  });

  return (
    <section className={styles['timeline']} aria-label="Timeline">
      <div
        ref={slider}
        className={styles['tracks']}
        // The thumb, the rail and what it slides over are drawn; a range input cannot hold them.
        // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
        role="slider"
        tabIndex={0}
        aria-label="Position"
        aria-valuemin={1}
        aria-valuemax={frames}
        aria-valuenow={1}
        data-timeline
        {...drag}
      >
        <Ruler durationSeconds={info.durationSeconds} />
        <Filmstrip clip={clip} />
        {info.soundProblem === null && <Waveform clip={clip} />}
        {views.map((view) => (
          <Lane key={view.object.id} clip={clip} view={view} />
        ))}
        <div ref={playhead} className={styles['playhead']} />
      </div>
      <LaneLegend />
    </section>
  );
};
