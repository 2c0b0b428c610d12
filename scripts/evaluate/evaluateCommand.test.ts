import { describe, expect, test } from 'vitest';
import { UsageError } from '../commandLine.ts';
import { parseEvaluateCommand, EVALUATE_USAGE } from './evaluateCommand.ts';

const parse = (...args: string[]) =>
  parseEvaluateCommand(['--bench', 'b', '--out', 'o', ...args], '/data');

describe('parseCommand', () => {
  test('paths are relative to where it is called from; the rest has defaults', () => {
    expect(parse()).toEqual({
      bench: '/data/b',
      out: '/data/o',
      bundle: 'lite',
      splits: null,
      limit: null,
      kinds: null,
      variants: 'full',
      maxClipSeconds: 300,
      unseenRows: 'all-rows',
      provider: 'auto',
    });
  });

  test('takes splits, a limit, the smaller test_u and an experiment', () => {
    expect(
      parse('--split', 'test_s, val', '--limit', '7', '--unseen-only', '--experiment', 'ambiguity'),
    ).toMatchObject({
      splits: ['test_s', 'val'],
      limit: 7,
      unseenRows: 'unseen-categories',
      variants: 'ambiguity',
    });
    expect(parse('--ablations')?.variants).toBe('ablations');
    expect(parse('--kinds', 'acoustic, doing', '--longest', '30')).toMatchObject({
      kinds: ['acoustic', 'doing'],
      maxClipSeconds: 30,
    });
    expect(parseEvaluateCommand(['--help'], '/data')).toBe(null);
  });

  test.each([
    ['--limit', '0'],
    ['--limit', 'many'],
    ['--split', 'test_s,'],
    ['--bundle', '../x'],
    ['--provider', 'cpu'],
    ['--experiment', 'none-such'],
    ['--longest', '-1'],
    ['--kinds', 'acoustic,loud'],
    ['--nonsense', 'x'],
  ])('refuses %s %s', (...args) => {
    expect(() => parse(...args)).toThrow(UsageError);
  });

  test('refuses two kinds of variants at once, and a missing folder', () => {
    expect(() => parse('--ablations', '--experiment', 'ambiguity')).toThrow('not both');
    expect(() => parseEvaluateCommand(['--out', 'o'], '/data')).toThrow('--bench');
    expect(() => parseEvaluateCommand(['--bench', 'b'], '/data')).toThrow('--out');
  });

  test('the help names every experiment', () => {
    for (const name of [
      'broken-cues',
      'long-clips',
      'long-links',
      'many-sources',
      'ambiguity',
      'other-domain',
    ]) {
      expect(EVALUATE_USAGE).toContain(name);
      expect(parse('--experiment', name)?.variants).toBe(name);
    }
  });
});
