import { describe, expect, test } from 'vitest';
import type { EvaluationReport, ItemRow } from './buildReport.ts';
import { formatFindings } from './findings.ts';
import { areAcousticallySimilar } from './confusionSection.ts';
import { createSummaryBuilder } from './summary.ts';
import { restrictToSharedItems, variantRows } from './variantRows.ts';

const item = (variant: string, clip: number, j: number, needs = 'nothing'): ItemRow => ({
  variant,
  split: 'test_s',
  id: `item ${clip}`,
  clip: `clip ${clip}`,
  expression: 'the dog',
  category: 'dog',
  kinds: 'category',
  sources: 1,
  needs,
  frames: 3,
  summary: { ...createSummaryBuilder().build(), itemJ: j, presenceAccuracy: 1 },
});

const reportOf = (
  variants: Readonly<Record<string, (clip: number) => number>>,
): EvaluationReport => ({
  schema: 'earmark-evaluation/2',
  bundle: {
    name: 'lite',
    version: '1.0.0',
    thresholds: { mask: 0.5, presence: 0.5 },
    manifestHash: 'a',
  },
  provider: 'wasm',
  benchmark: {
    name: 'own',
    layout: 'earmark',
    id: 'earmark-1',
    splits: ['test_s'],
    limit: null,
    perClip: null,
    kinds: null,
  },
  counts: { planned: 12, scored: 12, skipped: 0, notRun: 0 },
  variants: Object.keys(variants).map((id) => ({
    id,
    title: id,
    splits: [],
    mix: null,
    confusion: [{ thing: 'dog', takenFor: 'cat', items: 2 }],
    groups: { kind: [], length: [], sources: [], needs: [] },
  })),
  groups: { kind: [], length: [], sources: [], needs: [], category: [] },
  curves: {
    fByThreshold: [],
    calibration: [],
    rightByPresence: [],
    rightByRunnerUp: [],
    itemsByJ: [],
  },
  failures: [],
  problems: [],
  items: Object.entries(variants).flatMap(([id, jOf]) =>
    Array.from({ length: 12 }, (_, clip) =>
      item(id, clip, jOf(clip), clip < 3 ? 'sound' : 'nothing'),
    ),
  ),
});

const pageOf = (id: string, variants: Parameters<typeof reportOf>[0]): string =>
  formatFindings(
    [{ id, question: 'Why?', report: reportOf(variants) }],
    (name, plot) => `${name}/${plot}.svg`,
    'npm run findings',
  );

describe('findings', () => {
  const variants = {
    full: (clip: number) => 0.4 + clip / 100,
    worse: (clip: number) => 0.2 + clip / 100 + (clip % 2) / 50,
    noisy: (clip: number) => 0.4 + clip / 100 + (clip % 2 === 0 ? 0.2 : -0.2),
  };

  test('differences are of the same sentences, with an interval', () => {
    const [full, worse, noisy] = variantRows(reportOf(variants));
    expect(full).toMatchObject({ difference: null });
    expect(full?.j).toBeCloseTo(0.455, 9);
    expect(full?.audioJ).toBeCloseTo(0.41, 9);
    expect(worse?.difference?.mean).toBeCloseTo(-0.19, 9);
    expect(worse?.difference?.high).toBeLessThan(0);
    expect(noisy?.difference?.mean).toBeCloseTo(0, 9);
    expect(noisy?.difference?.low).toBeLessThan(0);
  });

  test('only what the intervals allow is said', () => {
    const page = pageOf('broken-cues', variants);
    expect(page).toContain('"worse" costs most: J changes by -19.0');
    expect(page).toContain('Of "noisy" no difference can be told');
    expect(page).toContain('![J by variant](broken-cues/variants.svg)');
    expect(pageOf('x', { full: () => 0.4, same: () => 0.4 })).toContain('No variant is worse');
  });

  test('means are of the sentences that every variant has', () => {
    const report = reportOf(variants);
    const items = report.items.filter(
      ({ variant, clip }) => variant !== 'worse' || clip !== 'clip 11',
    );
    const rows = variantRows(restrictToSharedItems({ ...report, items }));
    // Eleven of the twelve clips: 0.40 to 0.50.
    expect(rows[0]?.j).toBeCloseTo(0.45, 9);
    const lacking = items.filter(({ variant }) => variant !== 'noisy');
    expect(variantRows(restrictToSharedItems({ ...report, items: lacking }))[0]?.j).toBeCloseTo(
      0.45,
      9,
    );
  });

  test('links are beside never having heard it', () => {
    const links = {
      full: () => 0.9,
      'link-never-heard': (clip: number) => 0.1 + clip / 100,
      'link-0': (clip: number) => 0.4 + clip / 100,
      'link-10': (clip: number) => 0.3 + clip / 100,
      'link-30': (clip: number) => 0.1 + clip / 100 + (clip % 2 === 0 ? 0.2 : -0.2),
    };
    const page = pageOf('long-links', links);
    expect(page).toContain('helps up to "link-10": +20.0');
    expect(page).toContain('Nothing can be told of "link-30"');
    expect(page).not.toContain('| full |');
    const deaf = { 'link-never-heard': () => 0.3, 'link-0': () => 0.3 };
    expect(pageOf('long-links', deaf)).toContain('cannot be shown');
  });

  test('the rules of the memory stand beside each other, by length', () => {
    const lengths = {
      full: () => 0.5,
      'long-10': () => 0.5,
      'long-10-no-memory': () => 0.4,
      'long-300': () => 0.3,
      'long-300-no-memory': () => 0.1,
    };
    const page = pageOf('long-clips', lengths);
    expect(page).toContain('| seconds | mean over everything | without cached memory |');
    expect(page).toContain('| 300 | 30.00 | 10.00 |');
    expect(page).toContain('"long-300" costs most: J changes by -20.0');
    expect(page).toContain('changes J beside the mean over everything by -20.0');
    // Each rule is compared at its own length, and not with the clip alone.
    expect(page).not.toContain('"long-300-no-memory"');
  });

  test('what was drawn instead is told, and whether it sounds alike', () => {
    const page = pageOf('many-sources', variants);
    expect(page).toContain('| full | dog | cat | 2 | no |');
    expect(page).toContain('0 of 6 mix-ups are between objects that sound alike');
    expect(page).toContain('| full | 2 | 0.000 | 1.000 | 0.000 | 0.000 |');
    expect(areAcousticallySimilar('sheep', 'goat')).toBe(true);
    expect(areAcousticallySimilar('sheep', 'sheep')).toBe(false);
  });
});
