import { expect, test } from 'vitest';
import type { FrameState } from '../../core/frameState.ts';
import { spanState } from './drawLane.ts';
import { rulerTicks } from './rulerTicks.ts';

const STATES: readonly FrameState[] = ['not-computed', 'empty', 'not-computed', 'present'];
const stateOf = (frameIndex: number): FrameState => STATES[frameIndex] ?? 'not-computed';

test('one present frame is seen in any span, one empty frame means looked at', () => {
  expect(spanState(0, 3, stateOf)).toBe('present');
  expect(spanState(0, 2, stateOf)).toBe('empty');
  expect(spanState(2, 2, stateOf)).toBe('not-computed');
});

test('a ruler counts in steps that people count in', () => {
  expect(rulerTicks(8, 12)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(rulerTicks(60, 12)).toHaveLength(12);
  expect(rulerTicks(3600, 12).length).toBeLessThanOrEqual(12);
});
