import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { GRAPHS, PROMPT_TOKENS, SHAPE, SWITCHES } from '../src/core/manifest.ts';

/** What the Python half of the contract says; `models/tests/test_contract.py` keeps it current. */
const contract = JSON.parse(
  readFileSync(new URL('../models/contract.json', import.meta.url), 'utf8'),
);

describe('the two halves of the bundle contract', () => {
  test('have the same sizes', () => {
    expect(SHAPE).toEqual(contract.shape);
    expect(PROMPT_TOKENS).toBe(contract.promptTokens);
  });

  test('have the same switches in the same order', () => {
    expect(SWITCHES).toEqual(contract.switches);
  });

  test('have the same graphs, inputs and outputs in the same order', () => {
    expect(GRAPHS).toEqual(contract.graphs);
    expect(JSON.stringify(GRAPHS)).toBe(JSON.stringify(contract.graphs));
  });
});
