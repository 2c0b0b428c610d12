import { expect, test } from 'vitest';
import { isSoftwareAdapter } from './chooseProvider.ts';

test.each([
  [{ vendor: 'google', architecture: 'swiftshader', description: '' }, true],
  [{ vendor: 'mesa', architecture: '', description: 'llvmpipe (LLVM 19)' }, true],
  [{ vendor: 'microsoft', architecture: '', description: 'Microsoft Basic Render Driver' }, true],
  [{ vendor: 'nvidia', architecture: 'ampere', description: '', isFallbackAdapter: true }, true],
  [{ vendor: 'nvidia', architecture: 'ampere', description: '', isFallbackAdapter: false }, false],
  [{ vendor: 'intel', architecture: 'gen-12lp', description: '' }, false],
  [{ vendor: 'apple', architecture: 'metal-3', description: '' }, false],
  [{ vendor: '', architecture: '', description: '' }, false],
])('%o is a software adapter: %s', (facts, isSoftware) => {
  expect(isSoftwareAdapter(facts)).toBe(isSoftware);
});
