import { useSelectedView } from '../../session/hooks.ts';
import { describeOrigin } from './describeOrigin.ts';
import styles from './ResultPanel.module.css';

/** Which model made the selected object's masks, and where it ran. */
export const ResultOrigin = () => {
  const key = useSelectedView()?.result?.key ?? null;
  return key && <p className={styles['aside']}>{describeOrigin(key)}</p>;
};
