import '../editor/ui/tokens.css';
import '../editor/ui/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { installScriptPolicy } from '../core/util/scriptPolicy.ts';
import { createThemeStore } from '../editor/ui/themeStore.ts';
import { createEvaluationController } from './ui/evaluationController.ts';
import { EvaluationPage } from './ui/EvaluationPage.tsx';
import { EvaluationContext } from './ui/EvaluationContext.ts';

installScriptPolicy(globalThis);
const root = document.getElementById('root');
if (!root) {
  throw new Error('The page has no element #root.');
}
createRoot(root).render(
  <StrictMode>
    <EvaluationContext value={createEvaluationController()}>
      <EvaluationPage theme={createThemeStore()} />
    </EvaluationContext>
  </StrictMode>,
);
