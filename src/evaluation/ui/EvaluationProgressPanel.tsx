import { formatDuration } from '../../editor/ui/format.ts';
import { ProgressBar } from '../../editor/ui/ProgressBar.tsx';
import styles from './Evaluation.module.css';
import type { RunState } from './evaluationController.ts';
import { useEvaluationState } from './EvaluationContext.ts';

const describeRun = (run: RunState): string => {
  if (run.kind === 'opening-model') return 'Opening the model…';
  if (run.kind === 'stopped') {
    return 'Stopped. What was done is kept; Evaluate goes on from there, also after a reload.';
  }
  if (run.kind === 'idle' || run.progress === null) return '';
  const { done, total, resumed, skipped, secondsLeft } = run.progress;
  const parts = [`${done} of ${total} items`];
  if (resumed > 0) parts.push(`${resumed} from before`);
  if (skipped > 0) parts.push(`${skipped} skipped`);
  if (secondsLeft !== null && done < total) parts.push(`${formatDuration(secondsLeft)} left`);
  return parts.join(', ');
};

const ANNOUNCEMENT_STEPS = 10;

/** For screen readers: each tenth, not each item. */
const describeRunForScreenReader = (run: RunState): string => {
  if (run.kind !== 'running' || run.progress === null) return describeRun(run);
  const { done, total } = run.progress;
  return `${Math.floor((done / total) * ANNOUNCEMENT_STEPS) * ANNOUNCEMENT_STEPS} percent of the items are done.`;
};

export const EvaluationProgressPanel = () => {
  const run = useEvaluationState((state) => state.run);
  const isRunning = run.kind === 'running' || run.kind === 'opening-model';
  const progress = run.kind === 'running' ? run.progress : null;
  return (
    <div className={styles['progress']}>
      {isRunning && (
        <ProgressBar
          label="Evaluation"
          share={progress === null ? null : progress.done / progress.total}
        />
      )}
      <p data-testid="evaluation-progress">{describeRun(run)}</p>
      <output className="visually-hidden">{describeRunForScreenReader(run)}</output>
    </div>
  );
};
