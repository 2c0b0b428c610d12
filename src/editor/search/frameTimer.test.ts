import { expect, test } from 'vitest';
import type { SegmentSummary } from '../../protocol/requests.ts';
import { createFrameTimer } from './frameTimer.ts';

const summary = (runs: SegmentSummary['runs'], framesComputed = 10): SegmentSummary => ({
  resultId: 'a',
  framesComputed,
  bestPresence: 1,
  bestFrameIndex: 0,
  runs,
  timings: {},
});

const afterTenSeconds = (): ReturnType<typeof createFrameTimer> => {
  let now = 5000;
  const timer = createFrameTimer(() => now);
  timer.start();
  now += 10_000;
  return timer;
};

test('every frame costs the same with mask queries, those between less with instances', () => {
  expect(afterTenSeconds().secondsPerFrame(summary({ visual_encoder: 10 }))).toBe(1);
  const seconds = afterTenSeconds().secondsPerFrame(
    summary({ detector: 10, instance_encoder: 10 }),
  );
  expect(seconds).toBeGreaterThan(0.2);
  expect(seconds).toBeLessThan(0.8);
});

test('cached frames measure nothing, unless they were computed just before', () => {
  expect(afterTenSeconds().secondsPerFrame(summary({ detector: 4 }))).toBeNull();
  const timer = afterTenSeconds();
  timer.addRuns({ detector: 6 });
  expect(timer.secondsPerFrame(summary({ detector: 4 }))).not.toBeNull();
});
