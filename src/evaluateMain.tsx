import './ui/tokens.css';
import './ui/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createEvaluation } from './features/evaluate/evaluation.ts';
import { EvaluatePage } from './features/evaluate/EvaluatePage.tsx';
import { EvaluationContext } from './features/evaluate/EvaluationContext.ts';

const root = document.getElementById('root');
if (!root) {
  throw new Error('The page has no element #root.');
}
createRoot(root).render(
  <StrictMode>
    <EvaluationContext value={createEvaluation()}>
      <EvaluatePage />
    </EvaluationContext>
  </StrictMode>,
);
