import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EvaluationReport } from '../src/evaluation/report/buildReport.ts';
import { violationsIn } from './support/axe.ts';
import { fixture, setColourScheme } from './support/editor.ts';
import { expect, test } from './support/test.ts';

const ROOT = join(import.meta.dirname, '..');
const TINY_BENCH = fixture('evaluate/tiny-bench');

const argumentsOf = (bench: string, out: string, ...more: string[]): string[] =>
  ['tsx', 'scripts/evaluate.ts', '--bench', bench, '--out', out, '--provider', 'wasm'].concat(more);

const SPAWN_OPTIONS = { cwd: ROOT, env: { ...process.env, INIT_CWD: ROOT } };

const runEvaluateCommand = (bench: string, out: string, ...more: string[]) =>
  spawnSync('npx', argumentsOf(bench, out, ...more), { ...SPAWN_OPTIONS, encoding: 'utf8' });

const readReport = (folder: string): EvaluationReport =>
  JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));

/** Starts the command, and kills it without warning once it has written this many records. */
const killAfter = async (records: number, out: string, args: readonly string[]): Promise<void> => {
  // A group of its own: the browser goes with it.
  const child = spawn('npx', args, { ...SPAWN_OPTIONS, detached: true });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const file = join(out, 'records.jsonl');
  while (!existsSync(file) || readFileSync(file, 'utf8').split('\n').length <= records) {
    if (child.exitCode !== null) throw new Error('The command ended by itself.');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  process.kill(-(child.pid ?? 0), 'SIGKILL');
  await ended;
};

/** Every number of a report by its path, and everything else as it is. */
const flattenLeaves = (value: unknown, path = ''): (readonly [string, unknown])[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => flattenLeaves(inner, `${path}/${key}`))
    : [[path, value]];

/** On busy cores a presence differed by 1.2e-6 between two runs: float32 has no more digits. */
const MAX_DIFFERENCE = 1e-5;

const expectSameReport = (a: EvaluationReport, b: EvaluationReport): void => {
  const other = new Map(flattenLeaves(b));
  const leaves = flattenLeaves(a);
  expect(leaves.length).toBe(other.size);
  const different = leaves.filter(([path, value]) => {
    const counterpart = other.get(path);
    return typeof value === 'number' && typeof counterpart === 'number'
      ? Math.abs(value - counterpart) > MAX_DIFFERENCE
      : value !== counterpart;
  });
  expect(different).toEqual([]);
};

test('page and command agree, a killed run goes on, and axe finds nothing', async ({ page }) => {
  // A model is opened five times: minutes on busy cores.
  test.setTimeout(1_800_000);
  const info = test.info();
  const out = info.outputPath('report');
  // One item of each of three splits.
  await killAfter(1, out, argumentsOf(TINY_BENCH, out, '--limit', '1'));
  const stopped = readFileSync(join(out, 'records.jsonl'), 'utf8').trim().split('\n');
  expect(stopped.length).toBeLessThan(3);
  // As if the kill had come in the middle of a line.
  writeFileSync(join(out, 'records.jsonl'), `${stopped.join('\n')}\n{"key": "half a li`);
  const resumed = runEvaluateCommand(TINY_BENCH, out, '--limit', '1');
  expect(resumed.status, resumed.stderr).toBe(0);
  expect(resumed.stderr).toContain(`${stopped.length} from before`);
  const ofCommand = readReport(out);
  expect(ofCommand.counts).toEqual({ planned: 3, scored: 3, skipped: 0, notRun: 0 });
  expect(ofCommand.variants[0]?.splits[0]?.summary.j ?? 0).toBeGreaterThan(0.2);
  const markdown = readFileSync(join(out, 'report.md'), 'utf8');
  const [, picture = ''] = /!\[truth and answer\]\(([^)]+)\)/.exec(markdown) ?? [];
  expect(existsSync(join(out, picture))).toBe(true);

  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto('/evaluate.html');
  await page.getByTestId('bench-files').setInputFiles(TINY_BENCH);
  await expect(page.getByRole('checkbox', { name: 'test_u (4)' })).toBeChecked();
  await expect(page.getByRole('checkbox', { name: 'train (2)' })).not.toBeChecked();

  // By keyboard, stopped on the way, and gone on with after a reload.
  await page.getByRole('spinbutton', { name: /First items/ }).fill('1');
  await page.getByRole('button', { name: 'Evaluate' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('evaluation-progress')).toContainText(/[12] of 3 items/);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByTestId('evaluation-progress')).toContainText('Stopped.');
  await page.reload();
  await page.getByTestId('bench-files').setInputFiles(TINY_BENCH);
  await page.getByRole('spinbutton', { name: /First items/ }).fill('1');
  await page.getByRole('button', { name: 'Evaluate' }).click();
  await expect(page.getByTestId('evaluation-progress')).toContainText('from before');
  await expect(page.getByTestId('evaluation-counts')).toContainText('3 of 3 runs scored');

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'JSON' }).click();
  const file = await (await download).path();
  const ofPage = JSON.parse(readFileSync(file, 'utf8')) as EvaluationReport;
  expectSameReport(ofPage, ofCommand);

  await expect(page.getByRole('img', { name: /^Truth and answer/ })).toHaveCount(3);
  await expect(page.getByRole('row', { name: /^EEMC \(authors\)/ })).toContainText('41.87');
  for (const colorScheme of ['light', 'dark'] as const) {
    await setColourScheme(page, colorScheme);
    expect(await violationsIn(page)).toEqual([]);
  }
  await page.screenshot({ path: info.outputPath('page.png'), fullPage: true });
});

test('without a benchmark of one’s own: the sample clips, by one click', async ({ page }) => {
  await page.goto('/evaluate.html');
  await page.getByText('How a folder of your own looks').click();
  await expect(page.getByLabel('clips.csv of the example')).toContainText('pond.webm,the duck');
  expect(await violationsIn(page)).toEqual([]);
  await page.getByRole('button', { name: 'Try it on the sample clips' }).click();
  await expect(page.getByRole('checkbox', { name: 'all (8)' })).toBeChecked();
  await page.getByRole('spinbutton', { name: /First items/ }).fill('2');
  await page.getByRole('button', { name: 'Evaluate' }).click();
  await expect(page.getByTestId('evaluation-counts')).toContainText('2 of 2 runs scored');
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'JSON' }).click();
  const report = JSON.parse(readFileSync(await (await download).path(), 'utf8'));
  const { summary } = (report as EvaluationReport).variants[0]?.splits[0] ?? {};
  // What the start page promises of the same clips, as figures.
  expect(summary?.iou ?? 0).toBeGreaterThan(0.7);
});

test('a frame that is no picture is named, and the rest is scored', () => {
  const bench = test.info().outputPath('bench');
  const out = test.info().outputPath('report');
  cpSync(TINY_BENCH, bench, { recursive: true });
  writeFileSync(join(bench, 'media/shots-b_4000_7000/frames/1.jpg'), 'no picture');
  const { status, stderr } = runEvaluateCommand(bench, out, '--split', 'test_u,none');
  expect(status, stderr).toBe(0);
  expect(readReport(out)).toMatchObject({
    benchmark: { splits: ['test_u', 'none'] },
    counts: { planned: 4, scored: 3, skipped: 1 },
    problems: [
      { kind: 'todo-row' },
      { kind: 'empty-split', subject: 'none' },
      { kind: 'unreadable-frame', subject: 'shots-b_4000_7000_cat_1' },
    ],
  });
});

test('wrong use is told apart', () => {
  const out = test.info().outputPath('report');
  const nothing = runEvaluateCommand(fixture('reference'), out);
  expect(nothing.status).toBe(2);
  expect(nothing.stderr).toContain('metadata.csv');
  expect(runEvaluateCommand(TINY_BENCH, out, '--limit', '0').stderr).toContain('--limit');
});
