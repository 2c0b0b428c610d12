// First: what every element has, so that components can say otherwise.
import './ui/tokens.css';
import './ui/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { installScriptPolicy } from '../core/util/scriptPolicy.ts';
import { App } from './app/App.tsx';
import { CrashBoundary, CrashScreen } from './app/CrashBoundary.tsx';
import { createEarmark, type Earmark } from './earmark.ts';
import { EarmarkContext } from './session/hooks.ts';

installScriptPolicy(globalThis);
const root = document.getElementById('root');
if (!root) {
  throw new Error('The page has no element #root.');
}
/** Null where the browser refuses what the app is made of, such as workers. */
const start = (): Earmark | null => {
  try {
    return createEarmark();
  } catch (thrown) {
    reportError(thrown);
    return null;
  }
};

const earmark = start();
createRoot(root).render(
  <StrictMode>
    {earmark ? (
      <CrashBoundary>
        <EarmarkContext value={earmark}>
          <App />
        </EarmarkContext>
      </CrashBoundary>
    ) : (
      <CrashScreen />
    )}
  </StrictMode>,
);
