import { expect, test } from 'vitest';
import { createEmptyResult, type QueryResult } from '../../search/queryResult.ts';
import { describeResultStatus, isStopped } from './describeResultStatus.ts';

const SWITCHES = { sound: true, words: true, memory: true, modality: true };

const resultOf = (computed: number, present: number, part: Partial<QueryResult>): QueryResult => {
  const pts = Float64Array.from({ length: 250 }, (_, index) => index / 25);
  const result = createEmptyResult({ query: 'the dog', switches: SWITCHES, points: [] }, pts);
  result.presence.fill(0.1, 0, computed).fill(0.9, 0, present);
  return { ...result, ...part };
};
const describe = (result: QueryResult | null, range = null, presenceThreshold = 0.69): string =>
  describeResultStatus({ result, presenceThreshold, usualPresenceThreshold: 0.69 }, range);

test('a search that was stopped says how far it came', () => {
  expect(describe(resultOf(48, 48, { status: 'cancelled' }))).toBe('in 48, stopped at 48 of 250');
  expect(describe(resultOf(27, 0, { status: 'cancelled' }))).toBe('nothing, stopped at 27 of 250');
  expect(describe(resultOf(0, 0, { status: 'failed' }))).toBe('stopped');
});

test('a search that covered In to Out is not called stopped', () => {
  const result = resultOf(21, 21, { status: 'cancelled' });
  const range = { first: 0, last: 20 };
  expect(isStopped({ result }, range)).toBe(false);
  expect(isStopped({ result }, { first: 0, last: 21 })).toBe(true);
  const view = { result, presenceThreshold: 0.69, usualPresenceThreshold: 0.69 };
  expect(describeResultStatus(view, range)).toBe('21 of 21 frames');
});

test('a complete search counts its frames; below the usual score it is a guess', () => {
  expect(describe(null)).toBe('not searched yet');
  expect(describe(resultOf(250, 0, { status: 'done' }))).toBe('nothing found');
  expect(describe(resultOf(250, 12, { status: 'done' }))).toBe('12 of 250 frames');
  expect(describe(resultOf(250, 0, { status: 'done' }), null, 0.09)).toBe(
    'weak guess in 250 of 250 frames',
  );
  expect(describe(resultOf(50, 12, { status: 'running' }))).toBe('searching, 20 %');
});
