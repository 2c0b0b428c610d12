import { useCanvas, useEarmark } from '../../session/hooks.ts';
import styles from './WipeHandle.module.css';

/** The line between the original and the view, fixed in the viewer when the picture is panned. */
export const WipeHandle = () => {
  const { canvas } = useEarmark();
  const wipe = useCanvas((state) => state.wipe);
  if (wipe === null) {
    return null;
  }
  return (
    <div className={styles['wipe']}>
      <div className={styles['line']} style={{ left: `${100 * wipe}%` }} />
      <input
        type="range"
        className={styles['handle']}
        aria-label="Line between the original and the view"
        aria-valuetext={`${Math.round(100 * wipe)} % original`}
        min={0}
        max={1}
        step={0.01}
        value={wipe}
        onChange={(event) => canvas.setState({ wipe: Number(event.target.value) })}
      />
    </div>
  );
};
