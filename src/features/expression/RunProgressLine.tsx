import { useSession } from '../../state/hooks.ts';
import { runningResult } from '../../state/sessionStore.ts';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { progressText } from './progressText.ts';
import styles from './RunProgressLine.module.css';
import { useAnnouncedProgress } from './useAnnouncedProgress.ts';

export const RunProgressLine = () => {
  const result = useSession(runningResult);
  const bundle = useSession((state) => state.bundle);
  const isShown = useSession((state) => state.selectedResultId === result?.id);
  const name = result && !isShown ? `“${result.expression}”: ` : '';
  const text = result ? name + progressText(result, bundle) : '';
  useAnnouncedProgress(result?.progress?.stage ?? null, text);
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
