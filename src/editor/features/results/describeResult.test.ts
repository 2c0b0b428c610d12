import { expect, test } from 'vitest';
import {
  describeMissingAudio,
  describeResult,
  describeUndecodableFrames,
} from './describeResult.ts';
import { formatScore } from '../../ui/format.ts';

const counts = { frames: 120, computed: 120, present: 84, bestPresence: 0.9, bestFrameIndex: 3 };
/** The bundle's presence threshold. */
const USUAL = 0.69;
const done = { status: 'done' } as const;
const running = { status: 'running' } as const;

test('a complete result gives the number of frames', () => {
  expect(describeResult(done, counts, USUAL)).toEqual({
    text: 'Found in 84 of 120 frames',
    tone: 'found',
  });
});

test('a complete result without a match gives the best score', () => {
  const nothing = { ...counts, present: 0, bestPresence: 0.129 };
  expect(describeResult(done, nothing, USUAL)).toEqual({
    text: 'Nothing in this clip matches (best score 0.12)',
    tone: 'nothing',
  });
});

test('an incomplete result says how many frames were searched', () => {
  const some = { ...counts, computed: 12, present: 5 };
  expect(describeResult(running, some, USUAL).text).toBe('Found in 5 of 12 frames searched so far');
  expect(describeResult({ ...running, status: 'cancelled' }, some, USUAL).text).toBe(
    'Found in 5 of 12 frames searched',
  );
  const none = { ...some, present: 0 };
  expect(describeResult(running, none, USUAL)).toEqual({
    text: 'Nothing matches in 12 frames so far (best score 0.90)',
    tone: 'open',
  });
  expect(describeResult({ status: 'cancelled' }, none, USUAL).text).toContain('12 frames');
});

test('what is shown below the usual score is a guess and not found', () => {
  const weak = { ...counts, present: 2, bestPresence: 0.0751 };
  expect(describeResult(done, weak, USUAL)).toEqual({
    text: 'Weak guess in 2 frames (score 0.07; 0.69 counts as found)',
    tone: 'weak',
  });
});

test('a score just under the threshold is not rounded up to it', () => {
  expect(formatScore(0.4999)).toBe('0.49');
});

test('at most six damaged frames are named, counted from 1', () => {
  expect(describeUndecodableFrames([5])).toContain('Frame 6 is damaged');
  expect(describeUndecodableFrames([0, 1, 2, 3, 4, 5, 6, 7])).toContain(
    'Frames 1, 2, 3, 4, 5, 6 and 2 more',
  );
});

test('seconds without sound are named as spans, at most three', () => {
  expect(describeMissingAudio([4])).toContain('damaged at 4–5 s;');
  expect(describeMissingAudio([1, 2, 3, 7])).toContain('damaged at 1–4 s, 7–8 s;');
  expect(describeMissingAudio([1, 3, 5, 7, 9])).toContain('1–2 s, 3–4 s, 5–6 s and 2 more places');
});
