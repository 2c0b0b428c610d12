import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  GRAPHS,
  PROMPT_TOKENS,
  MODEL_SHAPE,
  CUE_SWITCH_NAMES,
} from '../src/core/model/manifest.ts';

/** What the Python half of the contract says; `models/tests/test_contract.py` keeps it current. */
const contract = JSON.parse(
  readFileSync(new URL('../models/contract.json', import.meta.url), 'utf8'),
);

describe('the two halves of the bundle contract', () => {
  test('have the same sizes', () => {
    expect(MODEL_SHAPE).toEqual(contract.shape);
    expect(PROMPT_TOKENS).toBe(contract.promptTokens);
  });

  test('have the same switches in the same order', () => {
    expect(CUE_SWITCH_NAMES).toEqual(contract.switches);
  });

  test('have the same graphs, inputs and outputs in the same order', () => {
    expect(GRAPHS).toEqual(contract.graphs);
    expect(JSON.stringify(GRAPHS)).toBe(JSON.stringify(contract.graphs));
  });
});
