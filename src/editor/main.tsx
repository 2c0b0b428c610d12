// First: what every element has, so that components can say otherwise.
import './ui/tokens.css';
import './ui/base.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { createEarmark } from './earmark.ts';
import { EarmarkContext } from './session/hooks.ts';

const root = document.getElementById('root');
if (!root) {
  throw new Error('The page has no element #root.');
}
createRoot(root).render(
  <StrictMode>
    <EarmarkContext value={createEarmark()}>
      <App />
    </EarmarkContext>
  </StrictMode>,
);
