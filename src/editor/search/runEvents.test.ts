import { expect, test } from 'vitest';
import type { RequestEvent, ResultKey } from '../../protocol/requests.ts';
import { createEmptyResult, type QueryResult } from './queryResult.ts';
import { applyLateEvent, applyRunEvent } from './runEvents.ts';

const SWITCHES = { sound: true, words: true, memory: true, modality: true };
const PTS_SECONDS = Float64Array.of(0, 1, 2, 3);

type RunEvent = RequestEvent<'segment'>;

const started = (resultId: string, provider: ResultKey['provider']): RunEvent => ({
  kind: 'started',
  resultId,
  key: { clipId: 'clip', expression: 'the dog', bundle: 'lite@1', provider, switches: SWITCHES },
});

const mask = (resultId: string, frameIndex: number, presence = 0.9): RunEvent => ({
  kind: 'mask',
  resultId,
  mask: {
    frameIndex,
    presence,
    cueWeights: { sound: 0.5, sight: 0.3, words: 0.2 },
    objectScores: [presence],
    maskWidth: 1,
    maskHeight: 1,
  },
});

const apply = (...events: readonly RunEvent[]): QueryResult =>
  events.reduce(
    applyRunEvent,
    createEmptyResult({ query: 'the dog', switches: SWITCHES, points: [] }, PTS_SECONDS),
  );

test('masks are written into the run’s own result', () => {
  const result = apply(started('1', 'webgpu'), mask('1', 2), mask('other', 3));
  expect(result).toMatchObject({ status: 'running', engineResultId: '1' });
  expect(Array.from(result.rawPresence)).toEqual([NaN, NaN, expect.closeTo(0.9), NaN]);
});

test('a run that goes on keeps its frames; one on another provider begins anew', () => {
  const before = apply(started('1', 'webgpu'), mask('1', 2), {
    kind: 'overview',
    summary: {
      resultId: '1',
      framesComputed: 1,
      bestPresence: 0.9,
      bestFrameIndex: 2,
      runs: {},
      timings: {},
    },
  });
  const again = applyRunEvent(before, started('1', 'webgpu'));
  expect(again.rawPresence[2]).toBeCloseTo(0.9);
  expect(again.hasOverview).toBe(true);
  const other = applyRunEvent(again, started('2', 'wasm'));
  expect(other).toMatchObject({ engineResultId: '2', hasOverview: false });
  expect(other.key?.provider).toBe('wasm');
  expect(other.rawPresence.every(Number.isNaN)).toBe(true);
  expect(other.presence.every(Number.isNaN)).toBe(true);
  expect(other.revision).toBeGreaterThan(again.revision);
});

test('a mask that comes after the abort is kept and redrawn; other late events are not', () => {
  const before = apply(started('1', 'wasm'));
  const late = applyLateEvent(before, mask('1', 1));
  expect(late.rawPresence[1]).toBeCloseTo(0.9);
  expect(late.revision).toBe(before.revision + 1);
  expect(applyLateEvent(late, mask('2', 0))).toBe(late);
  expect(
    applyLateEvent(late, {
      kind: 'progress',
      stage: 'overview',
      done: 1,
      total: 2,
      secondsLeft: null,
    }),
  ).toBe(late);
});

test('progress and damaged frames are kept, each frame once', () => {
  const result = apply(
    started('1', 'wasm'),
    { kind: 'undecodable', frameIndex: 3, message: 'Damaged.' },
    { kind: 'undecodable', frameIndex: 1, message: 'Damaged.' },
    { kind: 'undecodable', frameIndex: 3, message: 'Damaged.' },
    { kind: 'missing-audio', seconds: [2, 3] },
    { kind: 'progress', stage: 'sound', done: 1, total: 2, secondsLeft: 4 },
  );
  expect(result.undecodable).toEqual([1, 3]);
  expect(result.missingAudioSeconds).toEqual([2, 3]);
  expect(result.progress).toEqual({ stage: 'sound', done: 1, total: 2, secondsLeft: 4 });
});
