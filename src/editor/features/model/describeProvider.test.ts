import { expect, test } from 'vitest';
import {
  describeProvider,
  describeSlowness,
  describeTimeEstimate,
  isWasmFallback,
} from './describeProvider.ts';

const clip = {
  clipId: 'a',
  fileName: 'a.mp4',
  container: 'mp4',
  videoCodec: 'avc',
  audioCodec: null,
  audioProblem: 'none',
  width: 640,
  height: 360,
  durationSeconds: 10,
  ptsSeconds: Float64Array.from({ length: 250 }, (_, index) => index / 25),
} as const;

test('the estimate uses the measured time per frame, and gives no number without it', () => {
  const text = describeTimeEstimate(clip, 0.48);
  expect(text).toContain('480 ms a frame');
  expect(text).toContain('about 12 s a second');
  expect(text).toContain('all frames about 2 min');
  expect(describeTimeEstimate(clip, null)).not.toMatch(/\d/);
});

test('the banner is one short line', () => {
  expect(describeSlowness(clip, 0.48)).toBe(
    'No usable graphics card, so the processor searches: about 2 min for this clip.',
  );
  expect(describeSlowness(clip, null)).not.toMatch(/\d/);
});

test('wasm is a fallback only when it was not chosen', () => {
  const info = { provider: 'wasm', adapter: '', threads: 4 } as const;
  expect(isWasmFallback({ ...info, reason: 'asked' })).toBe(false);
  expect(isWasmFallback({ ...info, reason: 'no-webgpu' })).toBe(true);
  expect(describeProvider({ ...info, reason: 'no-webgpu' })).toContain('no WebGPU');
});
