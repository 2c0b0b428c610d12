import { useSession } from '../../state/hooks.ts';
import { countFrames } from '../../state/result.ts';
import { presenceThresholdOf, selectedResult } from '../../state/sessionStore.ts';
import styles from './LaneLegend.module.css';

/** What the lane's three shapes mean, with their counts: the lane as text. */
export const LaneLegend = () => {
  const result = useSession(selectedResult);
  const threshold = useSession((state) => (result ? presenceThresholdOf(state, result) : 0));
  const counts = result ? countFrames(result, threshold) : null;
  return (
    <ul className={styles['legend']} aria-label="Frames by state">
      <li data-state="present">Present {counts?.present}</li>
      <li data-state="empty">Empty {counts ? counts.computed - counts.present : null}</li>
      <li data-state="not-computed">
        Not looked at {counts ? counts.frames - counts.computed : null}
      </li>
    </ul>
  );
};
