import { ThemeMenu } from '../../editor/ui/ThemeMenu.tsx';
import type { ThemeStore } from '../../editor/ui/themeStore.ts';
import { BenchmarkPicker } from './BenchmarkPicker.tsx';
import styles from './Evaluation.module.css';
import { useEvaluationState } from './EvaluationContext.ts';
import { PlanForm } from './PlanForm.tsx';
import { ReportView } from './ReportView.tsx';
import { EvaluationProgressPanel } from './EvaluationProgressPanel.tsx';

export const EvaluationPage = ({ theme }: { readonly theme: ThemeStore }) => {
  const benchmark = useEvaluationState((state) => state.benchmark);
  const report = useEvaluationState((state) => state.report);
  const trouble = useEvaluationState((state) => state.errorMessage);
  return (
    <main className={styles['page']}>
      <header>
        <p className={styles['top']}>
          <a href="/">Earmark</a>
          <ThemeMenu store={theme} />
        </p>
        <h1>Evaluate the model on a benchmark</h1>
      </header>
      {trouble !== null && (
        <p role="alert" className={styles['trouble']}>
          {trouble}
        </p>
      )}
      <BenchmarkPicker />
      {benchmark !== null && <PlanForm benchmark={benchmark} />}
      <EvaluationProgressPanel />
      {report !== null && <ReportView report={report} />}
    </main>
  );
};
