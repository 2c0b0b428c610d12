import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CUE_SWITCH_NAMES } from '../src/core/model/manifestFields.ts';
import { graphsOf } from '../src/core/model/manifestInstanceGraphs.ts';
import { INSTANCE_GRAPH_NAMES, InstanceSizes } from '../src/core/model/manifestInstances.ts';
import * as v from 'valibot';

/**
 * What the Python half of contract 2 says of kind "instances";
 * `models/tests/test_instance_contract.py` keeps it current.
 */
const contract = JSON.parse(
  readFileSync(new URL('../models/instances.contract.json', import.meta.url), 'utf8'),
);
/** The side of stored masks concerns no graph: the export adds it to the sizes. */
const sizes = v.parse(InstanceSizes, { ...contract.sizes, maskSize: 256 });

test('both halves have the same graphs, inputs and outputs in the same order', () => {
  expect(graphsOf(sizes)).toEqual(contract.graphs);
  expect(JSON.stringify(graphsOf(sizes))).toBe(JSON.stringify(contract.graphs));
  expect(INSTANCE_GRAPH_NAMES).toEqual(Object.keys(contract.graphs));
});

test('both halves have the same switches in the same order', () => {
  expect(CUE_SWITCH_NAMES).toEqual(contract.switches);
});
