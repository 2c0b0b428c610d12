import { useSelectedView } from '../../state/hooks.ts';
import { countFrames } from '../../state/result.ts';
import styles from './LaneLegend.module.css';

/** What the lane's three shapes mean, with their counts: the lane as text. */
export const LaneLegend = () => {
  const view = useSelectedView();
  const counts = view?.result ? countFrames(view.result, view.presenceThreshold) : null;
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
