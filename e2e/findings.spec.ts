import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EvaluationReport } from '../src/evaluate/report/buildReport.ts';
import { fixture } from './support/editor.ts';
import { expect, test } from './support/test.ts';

const ROOT = join(import.meta.dirname, '..');
/** Altered pictures, mixed sounds, and memory. All of them run in experiments.test.ts, without a model. */
const EXPERIMENTS = ['other-domain', 'many-sources', 'long-links'];

test('experiments of each kind run on the real bundle by one command', () => {
  const out = test.info().outputPath('findings');
  const bench = fixture('evaluate/tiny-bench');
  // Of the experiment on length what needs no other clips: with them a sentence takes minutes.
  const few = ['--split', 'test_s', '--limit', '1', '--longest', '3'];
  const options = ['--only', EXPERIMENTS.join(','), ...few];
  const { status, stderr } = spawnSync(
    'npx',
    ['tsx', 'scripts/findings.ts', '--bench', bench, '--out', out, '--provider', 'wasm'].concat(
      options,
    ),
    { cwd: ROOT, env: { ...process.env, INIT_CWD: ROOT }, encoding: 'utf8' },
  );
  expect(status, stderr).toBe(0);
  const page = readFileSync(join(out, 'findings.md'), 'utf8');
  for (const id of EXPERIMENTS) {
    const report: EvaluationReport = JSON.parse(readFileSync(join(out, id, 'report.json'), 'utf8'));
    const { counts, variants } = report;
    expect(counts, id).toMatchObject({ scored: counts.planned, skipped: 0, notRun: 0 });
    expect(page).toContain(`(\`${id}\`)`);
    expect(existsSync(join(out, id, 'variants.svg'))).toBe(true);
    const [full] = variants[0]?.splits ?? [];
    expect(full?.summary.j ?? 0, id).toBeGreaterThan(0.05);
    // Masks are refined as the app draws them, and are about the same things.
    const { iou, refinedIou } = full?.summary ?? {};
    expect(Math.abs((iou ?? 0) - (refinedIou ?? 9)), id).toBeLessThan(0.2);
  }
});
