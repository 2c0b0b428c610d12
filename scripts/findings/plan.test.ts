import { describe, expect, test } from 'vitest';
import {
  noPictures,
  variantChoices,
  variantsOf,
} from '../../src/evaluate/experiments/variantChoice.ts';
import { UsageError } from '../commandLine.ts';
import { findingsRuns, parseFindings } from './plan.ts';

const parse = (...args: string[]) =>
  parseFindings(['--bench', 'b', '--out', 'o', ...args], '/data');
const splits = new Map(['test_s', 'test_u', 'test_n', 'ambiguous'].map((name) => [name, 9]));

describe('findingsRuns', () => {
  test('every experiment and the ablations, each with what evaluate can run', () => {
    const command = parse('--limit', '20', '--longest', '90');
    if (command === null) throw new Error('That was no help.');
    const runs = findingsRuns(command, { splits });
    const choices = variantChoices().map(({ id }) => id);
    expect(runs.map(({ id }) => id).toSorted()).toEqual(
      choices.filter((id) => id !== 'full').toSorted(),
    );
    for (const { id, choice } of runs) {
      const { variants, limit, longestSeconds } = choice;
      expect(variants).toBe(id);
      expect(limit).toBe(id.startsWith('long-') ? 4 : 20);
      expect(longestSeconds).toBe(90);
      expect(choice.perClip).toBe(id.startsWith('long-') ? 1 : null);
      expect(variantsOf(variants, noPictures, longestSeconds).length).toBeGreaterThan(2);
    }
  });

  test('takes the splits that there are, and everything without a limit', () => {
    const command = parse('--split', 'test_s, other');
    if (command === null) throw new Error('That was no help.');
    const runs = findingsRuns(command, { splits });
    for (const { choice } of runs) {
      expect(choice).toMatchObject({ limit: null, splits: ['test_s'] });
    }
  });

  test('so many sentences a clip, and always both of an ambiguous pair', () => {
    const command = parse('--per-clip', '1');
    if (command === null) throw new Error('That was no help.');
    for (const { id, choice } of findingsRuns(command, { splits })) {
      expect(choice.perClip).toBe(id === 'ambiguity' ? 2 : 1);
    }
  });

  test('takes only the experiments that are asked for', () => {
    const command = parse('--only', 'long-links, other-domain');
    if (command === null) throw new Error('That was no help.');
    expect(findingsRuns(command, { splits }).map(({ id }) => id)).toEqual([
      'other-domain',
      'long-links',
    ]);
  });
});

test('wrong use is told', () => {
  expect(() => parse('--limit', '0')).toThrow(UsageError);
  expect(() => parse('--provider', 'cpu')).toThrow('--provider');
  expect(() => parse('--part', '3/2')).toThrow('--part');
  expect(parse('--part', '1/2')?.part).toEqual({ number: 1, of: 2 });
  expect(() => parse('--nonsense')).toThrow(UsageError);
  expect(() => parse('--only', 'long-links,full')).toThrow('"full"');
  expect(() => parseFindings(['--out', 'o'], '/')).toThrow('--bench');
  expect(parseFindings(['--help'], '/')).toBe(null);
});
