import { createRoot } from 'react-dom/client';
import { expect, test } from 'vitest';
import { CrashBoundary } from '../../src/editor/app/CrashBoundary.tsx';

const Broken = (): never => {
  throw new Error('A component that cannot be drawn.');
};

test('a page that cannot be drawn is not blank: it says what to do', async () => {
  const element = document.createElement('div');
  const told: unknown[] = [];
  const root = createRoot(element, { onCaughtError: (error) => told.push(error) });
  root.render(
    <CrashBoundary>
      <Broken />
    </CrashBoundary>,
  );
  await expect
    .poll(() => element.textContent)
    .toContain('The project as it was last saved is kept');
  expect(element.querySelector('button')?.textContent).toBe('Reload the page');
  expect(told).toHaveLength(1);
  root.unmount();
});
