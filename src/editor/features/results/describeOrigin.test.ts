import { expect, test } from 'vitest';
import { describeOrigin } from './describeOrigin.ts';

test('a result says which model made it, and where', () => {
  expect(describeOrigin({ bundle: 'base@1.0.0', provider: 'webgpu' })).toBe(
    'Found by the model base 1.0.0, on the graphics card.',
  );
  expect(describeOrigin({ bundle: 'lite@0.8.0', provider: 'wasm' })).toContain('on the processor');
});
