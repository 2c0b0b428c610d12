import { describe, expect, test } from 'vitest';
import { variantChoices } from '../../src/evaluate/experiments/variantChoice.ts';
import { parseCommand } from '../evaluate/command.ts';
import { UsageError } from '../segment/jobs.ts';
import { findingsRuns, parseFindings } from './plan.ts';

const parse = (...args: string[]) =>
  parseFindings(['--bench', 'b', '--out', 'o', ...args], '/data');
const splits = new Map(['test_s', 'test_u', 'test_n', 'ambiguous'].map((name) => [name, 9]));

describe('findingsRuns', () => {
  test('every experiment and the ablations, each a command that evaluate takes', () => {
    const command = parse('--limit', '20', '--longest', '90');
    if (command === null) throw new Error('That was no help.');
    const runs = findingsRuns(command, { splits });
    const choices = variantChoices().map(({ id }) => id);
    expect(runs.map(({ id }) => id).toSorted()).toEqual(
      choices.filter((id) => id !== 'full').toSorted(),
    );
    for (const { id, args } of runs) {
      const parsed = parseCommand(['--bench', 'b', '--out', 'o', ...args], '/data');
      expect(parsed?.variants).toBe(id);
      expect(parsed?.limit).toBe(id.startsWith('long-') ? 4 : 20);
    }
  });

  test('takes the splits that there are, and everything without a limit', () => {
    const command = parse('--split', 'test_s, other');
    if (command === null) throw new Error('That was no help.');
    const runs = findingsRuns(command, { splits });
    for (const { args } of runs) {
      expect(args).not.toContain('--limit');
      expect(args[args.indexOf('--split') + 1]).toBe('test_s');
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
  expect(() => parse('--nonsense')).toThrow(UsageError);
  expect(() => parse('--only', 'long-links,full')).toThrow('"full"');
  expect(() => parseFindings(['--out', 'o'], '/')).toThrow('--bench');
  expect(parseFindings(['--help'], '/')).toBe(null);
});
