import { describe, expect, test } from 'vitest';
import {
  rejectImageFilter,
  listVariantChoices,
  resolveVariants,
} from '../../src/evaluation/experiments/variantChoice.ts';
import { UsageError } from '../commandLine.ts';
import { planExperiments, parseFindingsCommand } from './findingsCommand.ts';

const parse = (...args: string[]) =>
  parseFindingsCommand(['--bench', 'b', '--out', 'o', ...args], '/data');
const splits = new Map(['test_s', 'test_u', 'test_n', 'ambiguous'].map((name) => [name, 9]));

describe('findingsRuns', () => {
  test('every experiment and the ablations, each with what evaluate can run', () => {
    const command = parse('--limit', '20', '--longest', '90');
    if (command === null) throw new Error('That was no help.');
    const runs = planExperiments(command, { splits });
    const choices = listVariantChoices().map(({ id }) => id);
    expect(runs.map(({ id }) => id).toSorted()).toEqual(
      choices.filter((id) => id !== 'full').toSorted(),
    );
    for (const { id, planOptions: choice } of runs) {
      const { variants, limit, maxClipSeconds: longestSeconds } = choice;
      expect(variants).toBe(id);
      expect(limit).toBe(id.startsWith('long-') ? 4 : 20);
      expect(longestSeconds).toBe(90);
      expect(choice.perClip).toBe(id.startsWith('long-') ? 1 : null);
      expect(resolveVariants(variants, rejectImageFilter, longestSeconds).length).toBeGreaterThan(
        2,
      );
    }
  });

  test('takes the splits that there are, and everything without a limit', () => {
    const command = parse('--split', 'test_s, other');
    if (command === null) throw new Error('That was no help.');
    const runs = planExperiments(command, { splits });
    for (const { planOptions: choice } of runs) {
      expect(choice).toMatchObject({ limit: null, splits: ['test_s'] });
    }
  });

  test('so many sentences a clip, and always both of an ambiguous pair', () => {
    const command = parse('--per-clip', '1');
    if (command === null) throw new Error('That was no help.');
    for (const { id, planOptions: choice } of planExperiments(command, { splits })) {
      expect(choice.perClip).toBe(id === 'ambiguity' ? 2 : 1);
    }
  });

  test('takes only the experiments that are asked for', () => {
    const command = parse('--only', 'long-links, other-domain');
    if (command === null) throw new Error('That was no help.');
    expect(planExperiments(command, { splits }).map(({ id }) => id)).toEqual([
      'other-domain',
      'long-links',
    ]);
  });
});

test('wrong use is told', () => {
  expect(() => parse('--limit', '0')).toThrow(UsageError);
  expect(() => parse('--provider', 'cpu')).toThrow('--provider');
  expect(() => parse('--part', '3/2')).toThrow('--part');
  expect(parse('--part', '1/2')?.shard).toEqual({ number: 1, of: 2 });
  expect(() => parse('--nonsense')).toThrow(UsageError);
  expect(() => parse('--only', 'long-links,full')).toThrow('"full"');
  expect(() => parseFindingsCommand(['--out', 'o'], '/')).toThrow('--bench');
  expect(parseFindingsCommand(['--help'], '/')).toBe(null);
});
