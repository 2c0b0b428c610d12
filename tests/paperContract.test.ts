import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { CUE_SWITCH_NAMES } from '../src/core/model/manifestFields.ts';
import { PAPER_GRAPH_NAMES, PaperSizes } from '../src/core/model/manifestPaper.ts';
import { paperGraphsOf, releasedGraphsOf } from '../src/core/model/manifestPaperGraphs.ts';

/**
 * What the Python half of contract 2 says of kind "paper"; `models/tests/test_paper_contract.py`
 * keeps it current.
 */
const contract = JSON.parse(
  readFileSync(new URL('../models/paper.contract.json', import.meta.url), 'utf8'),
);

test.each([
  ['paper', paperGraphsOf],
  ['released', releasedGraphsOf],
] as const)('both halves have the same graphs of the %s reading', (reading, graphsOf) => {
  const { sizes, graphs } = contract.readings[reading];
  const ours = graphsOf(v.parse(PaperSizes, sizes));
  expect(ours).toEqual(graphs);
  const inOrder = Object.fromEntries(PAPER_GRAPH_NAMES.map((name) => [name, ours[name]]));
  expect(JSON.stringify(inOrder)).toBe(JSON.stringify(graphs));
});

test('both halves have the same switches and limits', () => {
  expect(CUE_SWITCH_NAMES).toEqual(contract.switches);
  const { sizes } = contract.readings.paper;
  for (const [key, [least, most]] of Object.entries<[number, number]>(contract.sizeLimits)) {
    expect(v.is(PaperSizes, { ...sizes, [key]: least - 1 }), key).toBe(false);
    expect(v.is(PaperSizes, { ...sizes, [key]: most + 1 }), key).toBe(false);
  }
});
