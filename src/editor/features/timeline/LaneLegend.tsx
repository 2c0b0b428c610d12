import type { CSSProperties } from 'react';
import { useSelectedView } from '../../session/hooks.ts';
import { countFrames } from '../../search/queryResult.ts';
import { cssColour } from '../../ui/Swatch.tsx';
import styles from './LaneLegend.module.css';

/** Legend of the lane's three states with frame counts: the selected lane as text. */
export const LaneLegend = () => {
  const view = useSelectedView();
  const counts = view?.result ? countFrames(view.result, view.presenceThreshold) : null;
  const style: (CSSProperties & Record<'--accent', string>) | undefined = view
    ? { '--accent': cssColour(view.colour) }
    : undefined;
  return (
    <ul className={styles['legend']} style={style} aria-label="Frames by state">
      <li data-state="present">Present {counts?.present}</li>
      <li data-state="empty">Empty {counts ? counts.computed - counts.present : null}</li>
      <li data-state="not-computed">
        Not searched {counts ? counts.frames - counts.computed : null}
      </li>
    </ul>
  );
};
