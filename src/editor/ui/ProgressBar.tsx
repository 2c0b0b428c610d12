import { Progress } from '@base-ui/react/progress';
import styles from './ProgressBar.module.css';

type ProgressBarProps = {
  readonly label: string;
  /** 0 to 1, or null when the total is unknown. */
  readonly share: number | null;
};

export const ProgressBar = ({ label, share }: ProgressBarProps) => (
  <Progress.Root
    aria-label={label}
    value={share === null ? null : Math.round(share * 100)}
    className={styles['root']}
  >
    <Progress.Track className={styles['track']}>
      <Progress.Indicator className={styles['indicator']} />
    </Progress.Track>
  </Progress.Root>
);
