import { BenchPicker } from './BenchPicker.tsx';
import styles from './Evaluate.module.css';
import { useEvaluationState } from './EvaluationContext.ts';
import { PlanForm } from './PlanForm.tsx';
import { ReportView } from './ReportView.tsx';
import { RunProgress } from './RunProgress.tsx';

export const EvaluatePage = () => {
  const benchmark = useEvaluationState((state) => state.benchmark);
  const report = useEvaluationState((state) => state.report);
  const trouble = useEvaluationState((state) => state.trouble);
  return (
    <main className={styles['page']}>
      <header>
        <p>
          <a href="/">Earmark</a>
        </p>
        <h1>Evaluate the model on a benchmark</h1>
      </header>
      {trouble !== null && (
        <p role="alert" className={styles['trouble']}>
          {trouble}
        </p>
      )}
      <BenchPicker />
      {benchmark !== null && <PlanForm benchmark={benchmark} />}
      <RunProgress />
      {report !== null && <ReportView report={report} />}
    </main>
  );
};
