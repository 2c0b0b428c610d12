import { useSession } from '../../session/hooks.ts';
import { runningResult } from '../../session/sessionStore.ts';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { describeProgress } from './describeProgress.ts';
import styles from './RunProgressLine.module.css';
import { useProgressAnnouncements } from './useProgressAnnouncements.ts';

export const RunProgressLine = () => {
  const result = useSession(runningResult);
  const bundle = useSession((state) => state.bundle);
  const isShown = useSession((state) => state.selectedResultId === result?.id);
  const name = result && !isShown ? `“${result.query}”: ` : '';
  const text = result ? name + describeProgress(result, bundle) : '';
  useProgressAnnouncements(result?.progress?.stage ?? null, text);
  if (!result) {
    return null;
  }
  const { done, total } = result.progress ?? { done: 0, total: 0 };
  return (
    <>
      <div className={styles['bar']}>
        <ProgressBar label="Finding" share={total > 0 ? done / total : null} />
      </div>
      <p className={styles['text']}>{text}</p>
    </>
  );
};
