import { expect, test } from 'vitest';
import type { InstanceSelection } from '../../core/mask/instanceSelection.ts';
import { createEmptyResult, type QueryResult } from '../search/queryResult.ts';
import type { ObjectSelection } from '../session/sessionStore.ts';
import { createObject, type ProjectObject } from './projectDocument.ts';
import { planSelections, type SelectionInputs } from './selectionPlan.ts';

const EXAMPLES: readonly InstanceSelection[] = [
  { id: 'e', kind: 'only-this', frameIndex: 0, wanted: [], unwanted: [] },
];
const OBJECT: ProjectObject = { ...createObject('a', 'the dog', 0), examples: EXAMPLES };
const SWITCHES = { sound: true, words: true, memory: true, modality: true };
const THRESHOLDS = { mask: 0.5, presence: 0.4 };

const baseWith = (computed: number, part: Partial<QueryResult> = {}): QueryResult => {
  const empty = createEmptyResult(
    { query: 'the dog', switches: SWITCHES, points: [] },
    Float64Array.of(0, 1, 2, 3),
  );
  empty.presence.fill(0.9, 0, computed);
  return { ...empty, engineResultId: 'result', status: 'done', ...part };
};

const plan = (
  base: QueryResult | null,
  inputs: SelectionInputs | null = null,
  objects: readonly ProjectObject[] = [OBJECT],
  thresholds = THRESHOLDS,
) => {
  const selection: ObjectSelection | null = inputs && {
    inputs,
    selected: null,
    status: { kind: 'done' },
  };
  return planSelections({
    objects,
    baseOf: () => base,
    selections: selection ? { a: selection } : {},
    thresholds,
  });
};

const inputsFor = (base: QueryResult): SelectionInputs => {
  const inputs = plan(base).start[0]?.inputs;
  if (!inputs) {
    throw new Error('Nothing is to be selected.');
  }
  return inputs;
};

test('an object with examples is selected from its query’s result, once', () => {
  const base = baseWith(3);
  const inputs = inputsFor(base);
  expect(inputs).toEqual({
    examples: EXAMPLES,
    baseResultId: 'result',
    computed: 3,
    presenceThreshold: 0.4,
    maskThreshold: 0.5,
  });
  expect(plan(base, inputs)).toEqual({ start: [], remove: [] });
});

test('nothing is selected without examples or before the run has started', () => {
  const plain = createObject('a', 'the dog', 0);
  expect(plan(baseWith(3), null, [plain]).start).toEqual([]);
  expect(plan(baseWith(0, { engineResultId: null })).start).toEqual([]);
  expect(plan(null).start).toEqual([]);
});

test('frames that come in are selected from when the run has ended', () => {
  const inputs = inputsFor(baseWith(2));
  expect(plan(baseWith(3, { status: 'running' }), inputs).start).toEqual([]);
  expect(plan(baseWith(3, { status: 'waiting' }), inputs).start).toEqual([]);
  expect(plan(baseWith(3), inputs).start[0]?.inputs.computed).toBe(3);
});

test('another base, other examples or other thresholds select again', () => {
  const base = baseWith(2);
  const inputs = inputsFor(base);
  const restarts = [
    plan(baseWith(2, { engineResultId: 'other', status: 'running' }), inputs),
    plan(base, inputs, [{ ...OBJECT, examples: [...EXAMPLES] }]),
    plan(base, inputs, [{ ...OBJECT, presenceThreshold: 0.1 }]),
    plan(base, inputs, [OBJECT], { mask: 0.6, presence: 0.4 }),
  ];
  expect(restarts.map(({ start }) => start.length)).toEqual([1, 1, 1, 1]);
});

test('selections of objects that are gone or have no examples any more are removed', () => {
  const base = baseWith(2);
  const inputs = inputsFor(base);
  expect(plan(base, inputs, []).remove).toEqual(['a']);
  expect(plan(base, inputs, [{ ...OBJECT, examples: [] }])).toEqual({ start: [], remove: ['a'] });
});
