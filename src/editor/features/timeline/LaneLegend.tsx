import type { CSSProperties } from 'react';
import { useSelectedView } from '../../session/hooks.ts';
import { countFrames } from '../../search/queryResult.ts';
import { cssColour } from '../../ui/Swatch.tsx';
import styles from './LaneLegend.module.css';

/** What the lane's three shapes mean, with their counts: the lane as text. */
export const LaneLegend = () => {
  const view = useSelectedView();
  const counts = view?.result ? countFrames(view.result, view.presenceThreshold) : null;
  const style: (CSSProperties & Record<'--thing', string>) | undefined = view
    ? { '--thing': cssColour(view.colour) }
    : undefined;
  return (
    <ul className={styles['legend']} style={style} aria-label="Frames by state">
      <li data-state="present">Present {counts?.present}</li>
      <li data-state="empty">Empty {counts ? counts.computed - counts.present : null}</li>
      <li data-state="not-computed">
        Not looked at {counts ? counts.frames - counts.computed : null}
      </li>
    </ul>
  );
};
