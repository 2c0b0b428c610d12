import { expect, test } from 'vitest';
import type { FrameState } from '../../../core/model/frameState.ts';
import { thumbnailIndexAt } from './drawFilmstrip.ts';
import { aggregateFrameState } from './drawObjectLane.ts';
import { rulerTicks } from '../../../core/time/timeScale.ts';

const STATES: readonly FrameState[] = ['not-computed', 'empty', 'not-computed', 'present'];
const stateOf = (frameIndex: number): FrameState => STATES[frameIndex] ?? 'not-computed';

test('a span is present if any frame is present, else empty if any frame was computed', () => {
  expect(aggregateFrameState(0, 3, stateOf)).toBe('present');
  expect(aggregateFrameState(0, 2, stateOf)).toBe('empty');
  expect(aggregateFrameState(2, 2, stateOf)).toBe('not-computed');
});

const whole = (endSeconds: number) => ({ startSeconds: 0, endSeconds });

test('the ruler has round tick times and at most the given number of ticks', () => {
  expect(rulerTicks(whole(8), 12)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(rulerTicks(whole(60), 12)).toHaveLength(12);
  expect(rulerTicks(whole(3600), 12).length).toBeLessThanOrEqual(12);
  expect(rulerTicks({ startSeconds: 12.5, endSeconds: 16 }, 4)).toEqual([13, 14, 15]);
});

test('each thumbnail covers an equal part of the clip', () => {
  expect(thumbnailIndexAt(0, 10, 5)).toBe(0);
  expect(thumbnailIndexAt(3.9, 10, 5)).toBe(1);
  expect(thumbnailIndexAt(10, 10, 5)).toBe(4);
});
