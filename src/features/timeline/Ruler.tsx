import { shareAt, spanOf, type TimeScale } from '../../core/timeScale.ts';
import { formatTimecode } from '../../core/timecode.ts';
import { rulerTicks } from './rulerTicks.ts';
import { shortTime } from './shortTime.ts';
import styles from './Timeline.module.css';

const MOST_TICKS = 12;

export const Ruler = ({ scale }: { readonly scale: TimeScale }) => {
  const isFine = spanOf(scale) < MOST_TICKS / 2;
  return (
    <div className={styles['ruler']} aria-hidden>
      {rulerTicks(scale, MOST_TICKS).map((seconds) => (
        <span key={seconds} style={{ left: `${100 * shareAt(scale, seconds)}%` }}>
          {isFine ? formatTimecode(seconds) : shortTime(seconds)}
        </span>
      ))}
    </div>
  );
};
