import { expect, test, vi } from 'vitest';
import { installScriptPolicy, isOwnScript } from './scriptPolicy.ts';

const ORIGIN = 'https://earmark.test';

test.each([
  [`${ORIGIN}/assets/worker-a1_B2.js`, true],
  ['/assets/ort-wasm-simd-threaded.asyncify-x.mjs', true],
  ['/serviceWorker.js', true],
  [`blob:${ORIGIN}/0a0a`, true],
  ['blob:https://evil.test/0a0a', false],
  ['blob:null/0a0a', false],
  ['https://evil.test/assets/worker.js', false],
  ['//evil.test/assets/worker.js', false],
  ['/assets/../evil.js', false],
  ['/assets/sub/evil.js', false],
  ['/samples/evil.js', false],
  ['/serviceWorker.js.txt', false],
  ['data:text/javascript,alert(1)', false],
  ['javascript:alert(1)', false],
  ['', false],
])('a worker of %s: %s', (url, isAllowed) => {
  expect(isOwnScript(url, ORIGIN)).toBe(isAllowed);
});

test('one policy, for script URLs alone; nothing where the browser has no Trusted Types', () => {
  const createPolicy = vi.fn();
  installScriptPolicy({ location: { origin: ORIGIN }, trustedTypes: { createPolicy } });
  expect(createPolicy).toHaveBeenCalledExactlyOnceWith('default', {
    createScriptURL: expect.any(Function) as unknown,
  });
  expect(() => installScriptPolicy({ location: { origin: ORIGIN } })).not.toThrow();
});
