import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EvaluationReport } from '../src/evaluation/report/buildReport.ts';
import { fixture } from './support/editor.ts';
import { expect, test } from './support/test.ts';

const ROOT = join(import.meta.dirname, '..');

/** Runs `npm run findings` on the tiny bench: the first sentence of one split, all lengths. */
const runFindingsCommand = (out: string, ...options: string[]): void => {
  const bench = fixture('evaluate/tiny-bench');
  const few = ['--split', 'test_s', '--limit', '1', '--provider', 'wasm', ...options];
  const { status, stderr } = spawnSync(
    'npx',
    ['tsx', 'scripts/findings.ts', '--bench', bench, '--out', out, ...few],
    { cwd: ROOT, env: { ...process.env, INIT_CWD: ROOT }, encoding: 'utf8' },
  );
  expect(status, stderr).toBe(0);
};

/**
 * Experiments that switch cues and mix sounds. All others take the same way with
 * other variants, of clips of up to 300 s: `npm run findings` runs them for docs/findings.md.
 */
const EXPERIMENTS = ['ablations', 'many-sources'];

test('experiments run on the real bundle by one command', () => {
  const out = test.info().outputPath('findings');
  runFindingsCommand(out, '--only', EXPERIMENTS.join(','));
  const page = readFileSync(join(out, 'findings.md'), 'utf8');
  for (const [, plot = ''] of page.matchAll(/!\[[^\]]+\]\(([^)]+)\)/g)) {
    expect(existsSync(join(out, plot)), plot).toBe(true);
  }
  for (const id of EXPERIMENTS) {
    expect(page).toContain(`(\`${id}\`)`);
    const report = readFileSync(join(out, id, 'report.json'), 'utf8');
    const { counts, variants } = JSON.parse(report) as EvaluationReport;
    expect(counts).toMatchObject({ scored: counts.planned, skipped: 0, notRun: 0 });
    const [full] = variants[0]?.splits ?? [];
    expect(full?.summary.j ?? 0).toBeGreaterThan(0.05);
    // Masks are refined as the app draws them, and are about the same objects.
    const { iou, refinedIou } = full?.summary ?? {};
    expect(Math.abs((iou ?? 0) - (refinedIou ?? 9))).toBeLessThan(0.2);
  }
});
