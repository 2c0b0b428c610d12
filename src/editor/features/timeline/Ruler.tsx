import { shareAt, spanSeconds, type TimeScale, rulerTicks } from '../../../core/time/timeScale.ts';
import { formatShortTimecode, formatTimecode } from '../../../core/time/timecode.ts';
import styles from './Timeline.module.css';

const MAX_TICKS = 12;

export const Ruler = ({ scale }: { readonly scale: TimeScale }) => {
  const isFine = spanSeconds(scale) < MAX_TICKS / 2;
  return (
    <div className={styles['ruler']} aria-hidden>
      {rulerTicks(scale, MAX_TICKS).map((seconds) => (
        <span key={seconds} style={{ left: `${100 * shareAt(scale, seconds)}%` }}>
          {isFine ? formatTimecode(seconds) : formatShortTimecode(seconds)}
        </span>
      ))}
    </div>
  );
};
